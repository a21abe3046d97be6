package io.howdah.tools.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.howdah.runtime.check.Finding;
import io.howdah.text.JsonMappers;
import java.util.List;

/** Writes findings as a list of JSON objects. */
final class JsonReport {

    private static final JsonMapper JSON = JsonMappers.PLAIN;

    private JsonReport() {}

    static String of(List<Finding> findings) {
        ArrayNode list = JSON.createArrayNode();
        for (Finding finding : findings) {
            list.addObject()
                    .put("code", finding.code().text())
                    .put("severity", finding.code().severity().text())
                    .put("file", finding.location().file())
                    .put("line", finding.location().line())
                    .put("column", finding.location().column())
                    .put("what", finding.what())
                    .put("why", finding.code().why())
                    .put("fix", finding.fix())
                    // The former name of fix, until 1.0.
                    .put("cure", finding.fix());
        }
        return print(list);
    }

    /** Returns the text with the same line ends on every platform. */
    static String print(JsonNode node) {
        return node.toPrettyString().replace("\r\n", "\n") + "\n";
    }
}
