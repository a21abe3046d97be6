package io.howdah.tools.scaffold;

import io.howdah.tools.scaffold.InferredType.Fields;
import io.howdah.tools.scaffold.InferredType.ListOf;
import io.howdah.tools.scaffold.InferredType.Member;
import java.util.ArrayList;
import java.util.List;

/** Writes jq expressions that turn a record into a document, and a document into an event's payload. */
final class Jq {

    /** Indentation of expressions in the templates. */
    private static final int INDENT = 18;

    private static final int WIDTH = 120 - INDENT;

    private Jq() {}

    /**
     * Returns the expression that creates the fields of a document. It names each field of the event, so a field that is added to the
     * event later causes no error.
     */
    static String transform(List<Field> fields) {
        return object(fields.stream()
                .map(field -> entry(field.name(), value(field.shape(), field.path())))
                .toList());
    }

    /** Returns the expression that selects these fields. */
    static String payload(List<Field> fields) {
        return object(fields.stream()
                .map(field -> entry(field.name(), "." + field.name()))
                .toList());
    }

    /** Returns an object, wrapped to the line width. All lines except the first are indented like the template. */
    private static String object(List<String> entries) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder("{");
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i) + (i < entries.size() - 1 ? "," : "}");
            if (line.length() > 1 && line.length() + entry.length() >= WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() < 2 ? "" : " ").append(entry);
        }
        lines.add(line.toString());
        return String.join("\n" + " ".repeat(INDENT), lines);
    }

    private static String entry(String name, String value) {
        String key = Names.jqKey(name);
        return value.equals("." + name) && key.equals(name) ? name : key + ": " + value;
    }

    private static String value(InferredType shape, String path) {
        if (shape instanceof Fields object) {
            return "(" + path + " | if . then " + members(object) + " else null end)";
        }
        if (shape instanceof ListOf list && list.element() instanceof Fields object) {
            return "(" + path + " | if . then map(" + members(object) + ") else null end)";
        }
        return path;
    }

    private static String members(Fields object) {
        List<String> entries = new ArrayList<>();
        for (Member member : object.members()) {
            entries.add(entry(member.name(), value(member.shape(), Names.jqAccess(member.key()))));
        }
        return "{" + String.join(", ", entries) + "}";
    }
}
