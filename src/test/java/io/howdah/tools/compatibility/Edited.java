package io.howdah.tools.compatibility;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.graphql.schema.SchemaChange;
import java.util.List;
import java.util.Locale;

/** Reads and edits API descriptions in lenient JSON. */
final class Edited {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .build();

    private Edited() {}

    static JsonNode read(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }

    /** Returns a description with another value at a JSON pointer; a null value removes it. */
    static JsonNode with(JsonNode description, String pointer, String value) throws JsonProcessingException {
        JsonNode edited = description.deepCopy();
        JsonPointer location = JsonPointer.compile(pointer);
        JsonNode parent = edited.at(location.head());
        if (parent instanceof ArrayNode array) {
            array.remove(location.last().getMatchingIndex());
            if (value != null) {
                array.add(read(value));
            }
        } else if (value == null) {
            ((ObjectNode) parent).remove(location.last().getMatchingProperty());
        } else {
            ((ObjectNode) parent).set(location.last().getMatchingProperty(), read(value));
        }
        return edited;
    }

    /** Returns changes as the command prints them. */
    static List<String> lines(List<SchemaChange> changes) {
        return changes.stream()
                .map(change -> change.effect().name().toLowerCase(Locale.ROOT) + ": " + change.what())
                .toList();
    }
}
