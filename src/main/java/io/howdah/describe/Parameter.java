package io.howdah.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Builds OpenAPI's Parameter Objects. */
final class Parameter {

    private Parameter() {}

    static ObjectNode query(String name, ObjectNode schema, String description) {
        return of("query", name, schema, description);
    }

    static ObjectNode header(String name, String description, JsonNode example) {
        ObjectNode header = of("header", name, Json.text(), description);
        header.set("example", example);
        return header;
    }

    /** Returns a query parameter with comma-separated values. */
    static ObjectNode list(String name, ObjectNode schema, String description) {
        return query(name, schema, description).put("style", "form").put("explode", false);
    }

    static ObjectNode path(String name, String description, JsonNode example) {
        ObjectNode path = of("path", name, Json.text(), description).put("required", true);
        path.set("example", example);
        return path;
    }

    private static ObjectNode of(String in, String name, ObjectNode schema, String description) {
        return Json.node()
                .put("name", name)
                .put("in", in)
                .put("description", description)
                .set("schema", schema);
    }
}
