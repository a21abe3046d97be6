package io.howdah.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Builds small parts of an OpenAPI document. */
final class Json {

    private Json() {}

    static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode text() {
        return node().put("type", "string");
    }

    static ObjectNode array(ObjectNode items) {
        return node().put("type", "array").set("items", items);
    }

    /** Returns the content of a media type, with an example that matches its schema. */
    static ObjectNode content(String mediaType, ObjectNode schema, JsonNode example) {
        ObjectNode content = node();
        ObjectNode type = content.putObject(mediaType);
        type.set("schema", schema);
        type.set("example", example);
        return content;
    }

    static ObjectNode header(String description, ObjectNode schema, JsonNode example) {
        ObjectNode header = node().put("description", description);
        header.set("schema", schema);
        header.set("example", example);
        return header;
    }

    static JsonNode value(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    static JsonNode value(int number) {
        return JsonNodeFactory.instance.numberNode(number);
    }
}
