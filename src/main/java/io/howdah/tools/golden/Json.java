package io.howdah.tools.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.text.JsonMappers;
import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** JSON of golden files: numbers keep their digits, and documents are in MongoDB's relaxed Extended JSON. */
final class Json {

    static final ObjectMapper MAPPER = JsonMappers.EXACT;

    private static final JsonWriterSettings RELAXED =
            JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

    private Json() {}

    /** Returns a stored document as JSON. */
    static JsonNode of(Document document) {
        return read(document.toJson(RELAXED));
    }

    /**
     * Converts any form of Extended JSON to the relaxed form: {@code {"$numberLong": "7"}} becomes {@code 7}.
     *
     * @throws org.bson.json.JsonParseException if it is not Extended JSON
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

    /** Returns whether an object is a value of a type that only Extended JSON has, such as {@code {"$date": "..."}}. */
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
