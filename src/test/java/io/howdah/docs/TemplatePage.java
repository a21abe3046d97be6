package io.howdah.docs;

import io.howdah.testing.Docs;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Makes docs/templates.md of the templates themselves, so that it cannot say anything else than they do. */
final class TemplatePage {

    private static final String FOLDER = "src/main/resources/routes/templates/";

    /** The route file whose use of a template is its example. */
    private static final String EXAMPLE = "src/main/resources/routes/domains/rides.camel.yaml";

    private static final String HEAD = """
            # The route templates

            A domain's route file fills these in; [add-a-domain.md](add-a-domain.md) shows how, and tells what lies behind the parameters. This
            page is made of the templates, and a test compares it with them: change the descriptions there.
            """;

    private TemplatePage() {}

    static String text() {
        return HEAD
                + List.of("ingest", "notify").stream()
                        .map(TemplatePage::template)
                        .collect(Collectors.joining());
    }

    private static String template(String name) {
        String file = FOLDER + name + ".camel.yaml";
        Map<?, ?> template = (Map<?, ?>) first(file, "routeTemplate").get("routeTemplate");
        StringBuilder page = new StringBuilder("\n## " + template.get("id") + "\n\n")
                .append(template.get("description"))
                .append(". It is in [")
                .append(file.substring(file.lastIndexOf('/') + 1))
                .append("](../")
                .append(file)
                .append(").\n\n| parameter | default | what |\n|---|---|---|\n");
        for (Object each : (List<?>) template.get("parameters")) {
            Map<?, ?> parameter = (Map<?, ?>) each;
            page.append("| `")
                    .append(parameter.get("name"))
                    .append("` | ")
                    .append(fallback(parameter.get("defaultValue")))
                    .append(" | ")
                    .append(String.valueOf(parameter.get("description")).replace("|", "\\|"))
                    .append(" |\n");
        }
        return page.append("\nThe demo's rides use it so:\n\n```yaml\n")
                .append(example(name))
                .append("```\n")
                .toString();
    }

    private static String fallback(Object value) {
        return value == null ? "must be given" : value.toString().isEmpty() ? "nothing" : "`" + value + "`";
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
