package io.howdah.tools.lint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.runtime.check.Code;
import io.howdah.runtime.check.Finding;
import io.howdah.text.JsonMappers;
import java.nio.file.Path;
import java.util.List;

/** Writes findings as SARIF 2.1.0 (OASIS), with a rule for each code that occurs. */
final class SarifReport {

    private static final JsonMapper JSON = JsonMappers.PLAIN;

    private SarifReport() {}

    static String of(List<Finding> findings) {
        ObjectNode root = JSON.createObjectNode()
                .put("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
                .put("version", "2.1.0");
        ObjectNode run = root.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver").put("name", "howdah lint");
        List<Code> codes =
                findings.stream().map(Finding::code).distinct().sorted().toList();
        ArrayNode rules = driver.putArray("rules");
        codes.forEach(code -> rule(rules.addObject(), code));
        run.put("columnKind", "unicodeCodePoints");
        ArrayNode results = run.putArray("results");
        findings.forEach(finding -> result(results.addObject(), finding, codes.indexOf(finding.code())));
        return JsonReport.print(root);
    }

    private static void rule(ObjectNode rule, Code code) {
        rule.put("id", code.text());
        rule.putObject("shortDescription").put("text", code.why());
        rule.putObject("help").put("text", code.why() + " " + code.fix());
        rule.putObject("defaultConfiguration").put("level", code.severity().text());
    }

    private static void result(ObjectNode result, Finding finding, int rule) {
        result.put("ruleId", finding.code().text())
                .put("ruleIndex", rule)
                .put("level", finding.code().severity().text());
        result.putObject("message").put("text", finding.what() + "; " + finding.fix());
        ObjectNode location = result.putArray("locations").addObject().putObject("physicalLocation");
        location.putObject("artifactLocation").put("uri", uri(finding.location().file()));
        location.putObject("region")
                .put("startLine", finding.location().line())
                .put("startColumn", finding.location().column());
    }

    /** Returns a path as a URI reference, relative if the path is. */
    private static String uri(String file) {
        Path path = Path.of(file);
        String text = file.replace('\\', '/');
        return path.isAbsolute()
                ? path.toUri().toString()
                : text.replace("%", "%25").replace(" ", "%20");
    }
}
