package io.howdah.tools.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/** Writes JSON for files that people read and compare: indented by two spaces, one value per line, always in the same form. */
final class PrettyJson {

    private static final String INDENT = "  ";

    private PrettyJson() {}

    static String of(JsonNode value) {
        StringBuilder text = new StringBuilder();
        write(value, "", text);
        return text.append('\n').toString();
    }

    private static void write(JsonNode value, String indent, StringBuilder text) {
        if (value.isEmpty() || !value.isContainerNode()) {
            text.append(Json.text(value));
        } else if (Json.isWrapper(value)) {
            Map.Entry<String, JsonNode> only = value.properties().iterator().next();
            text.append("{\"")
                    .append(only.getKey())
                    .append("\": ")
                    .append(Json.text(only.getValue()))
                    .append('}');
        } else if (value.isArray()) {
            text.append("[\n");
            for (Iterator<JsonNode> each = value.elements(); each.hasNext(); ) {
                text.append(indent).append(INDENT);
                write(each.next(), indent + INDENT, text);
                text.append(each.hasNext() ? ",\n" : "\n");
            }
            text.append(indent).append(']');
        } else {
            text.append("{\n");
            for (Iterator<Map.Entry<String, JsonNode>> each = value.properties().iterator(); each.hasNext(); ) {
                Map.Entry<String, JsonNode> field = each.next();
                text.append(indent)
                        .append(INDENT)
                        .append(Json.text(Json.MAPPER.getNodeFactory().textNode(field.getKey())));
                text.append(": ");
                write(field.getValue(), indent + INDENT, text);
                text.append(each.hasNext() ? ",\n" : "\n");
            }
            text.append(indent).append('}');
        }
    }
}
