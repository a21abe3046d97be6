package io.howdah.docs;

import io.howdah.testing.Docs;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Generates the sections of docs/templates.md that describe a template, from the template's own file. */
final class TemplatePage {

    private static final String FOLDER = "src/main/resources/routes/templates/";

    /** The route file whose use of a template is its example. */
    private static final String EXAMPLE = "src/main/resources/routes/domains/rides.camel.yaml";

    private static final List<String> TEMPLATES = List.of("ingest", "notify");

    private TemplatePage() {}

    /** Returns the page with its generated sections renewed: those between the comments {@code generated: <name>} and {@code end}. */
    static String text(String page) {
        String renewed = page;
        for (String name : TEMPLATES) {
            String begin = "<!-- generated: " + name + " -->\n";
            Matcher section = Pattern.compile(begin + ".*?(?=<!-- end -->)", Pattern.DOTALL)
                    .matcher(renewed);
            if (!section.find()) {
                throw new AssertionError("the page has no section " + begin.strip());
            }
            renewed = section.replaceFirst(Matcher.quoteReplacement(begin + template(name)));
        }
        return renewed;
    }

    private static String template(String name) {
        String file = FOLDER + name + ".camel.yaml";
        Map<?, ?> template = (Map<?, ?>) first(file, "routeTemplate").get("routeTemplate");
        StringBuilder page = new StringBuilder("\n" + template.get("description"))
                .append(": [")
                .append(file.substring(file.lastIndexOf('/') + 1))
                .append("](../")
                .append(file)
                .append("). The demo's rides use it:\n\n```yaml\n")
                .append(example(name))
                .append("```\n\n| parameter | default | description |\n|---|---|---|\n");
        for (Object each : (List<?>) template.get("parameters")) {
            Map<?, ?> parameter = (Map<?, ?>) each;
            page.append("| `")
                    .append(parameter.get("name"))
                    .append("` | ")
                    .append(fallback(parameter.get("defaultValue")))
                    .append(" | ")
                    .append(String.valueOf(parameter.get("description")).replaceAll("[<|]", "\\\\$0"))
                    .append(" |\n");
        }
        return page.append("\n").toString();
    }

    private static String fallback(Object value) {
        return value == null ? "required" : value.toString().isEmpty() ? "none" : "`" + value + "`";
    }

    /** The text of the entry that uses the template, as it stands in its file. */
    private static String example(String template) {
        for (String entry : Docs.text(EXAMPLE).split("(?m)^(?=- )")) {
            if (entry.contains("routeTemplateRef: " + template)) {
                return entry.stripTrailing() + "\n";
            }
        }
        throw new AssertionError(EXAMPLE + " does not use the template " + template);
    }

    private static Map<?, ?> first(String file, String kind) {
        List<?> entries = (List<?>) new Load(LoadSettings.builder().build()).loadFromString(Docs.text(file));
        return entries.stream()
                .map(Map.class::cast)
                .filter(entry -> entry.containsKey(kind))
                .findFirst()
                .orElseThrow();
    }
}
