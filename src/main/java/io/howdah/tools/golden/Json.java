package io.howdah.tools.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.text.JsonMappers;
import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** JSON as golden files have it: numbers with the digits that they are written with, documents as MongoDB's relaxed Extended JSON. */
final class Json {

    static final ObjectMapper MAPPER = JsonMappers.EXACT;

    private static final JsonWriterSettings RELAXED =
            JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

    private Json() {}

    /** A stored document. */
    static JsonNode of(Document document) {
        return read(document.toJson(RELAXED));
    }

    /**
     * The same document, however its Extended JSON is written: {@code {"$numberLong": "7"}} is {@code 7}.
     *
     * @throws org.bson.json.JsonParseException if it is no Extended JSON
     */
    static JsonNode relaxed(JsonNode extended) {
        return of(Document.parse(text(extended)));
    }

    static String text(JsonNode value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it is a value of Extended JSON that JSON itself has no word for, such as {@code {"$date": "..."}}. */
    static boolean isWrapper(JsonNode value) {
        return value.isObject()
                && value.size() == 1
                && value.fieldNames().next().startsWith("$");
    }

    private static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
