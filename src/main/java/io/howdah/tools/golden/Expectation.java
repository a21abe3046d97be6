package io.howdah.tools.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Expected result of a case: {@code <name>.expected.json}. At the top level, null means the same as a missing field. */
final class Expectation {

    private static final Set<String> KEYS =
            new TreeSet<>(Set.of("document", "documents", "frame", "deadLetter", "waits", "records"));

    private final LocatedJson json;

    /**
     * Reads a file.
     *
     * @throws GoldenException with file and line, if it is not an expectation
     */
    Expectation(GoldenFile file) {
        this.json = file.json();
        if (!json.root().isObject()) {
            throw new GoldenException(
                    json.location("") + ": must be an object with some of " + String.join(", ", KEYS));
        }
        json.root().fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new GoldenException(
                        json.location(key) + ": unknown field " + key + "; the fields are " + String.join(", ", KEYS));
            }
        });
    }

    /** Returns a line for each value that differs from the expected one. */
    List<String> compare(JsonNode result) {
        return Difference.between(withoutNulls(relaxed()), withoutNulls(result)).stream()
                .map(difference -> json.location(difference.path()) + ": " + difference)
                .toList();
    }

    private ObjectNode relaxed() {
        ObjectNode copy = json.root().deepCopy();
        relax(copy, "document", "document");
        if (copy.get("documents") instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, relaxed(PathText.element("documents", i), list.get(i)));
            }
        }
        return copy;
    }

    private void relax(ObjectNode of, String key, String path) {
        JsonNode document = of.get(key);
        if (document != null) {
            of.set(key, relaxed(path, document));
        }
    }

    private JsonNode relaxed(String path, JsonNode document) {
        try {
            return document.isObject() ? Json.relaxed(document) : document;
        } catch (RuntimeException e) {
            throw new GoldenException(
                    json.location(path) + ": " + path + ": is not a document in MongoDB's Extended JSON ("
                            + Failures.line(e) + "); write a time as {\"$date\": \"2026-01-01T00:00:00Z\"}",
                    e);
        }
    }

    private static JsonNode withoutNulls(JsonNode object) {
        ObjectNode some = ((ObjectNode) object).objectNode();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (field.getKey().equals("records") && field.getValue() instanceof ArrayNode records) {
                ArrayNode each = some.putArray("records");
                records.forEach(record -> each.add(record.isObject() ? withoutNulls(record) : record));
            } else if (!field.getValue().isNull()) {
                some.set(field.getKey(), field.getValue());
            }
        }
        return some;
    }
}
