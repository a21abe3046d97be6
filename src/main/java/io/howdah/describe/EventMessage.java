package io.howdah.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Builds an AsyncAPI message: the schema of one type of CloudEvent, and an example that matches it. */
final class EventMessage {

    /** The media type of an event. */
    static final String MEDIA_TYPE = "application/cloudevents+json";

    private final ObjectNode properties = node();
    private final ObjectNode example = node();
    private final ObjectNode required = node();
    private final String type;
    private final String summary;

    /**
     * Creates the message of a type, with the attributes that are the same for every event.
     *
     * @param type the CloudEvent's type
     * @param summary the type's meaning, a sentence
     */
    EventMessage(String type, String summary) {
        this.type = type;
        this.summary = summary;
        constant("specversion", "1.0");
        constant("type", type);
    }

    String type() {
        return type;
    }

    /** Adds an attribute with a constant value. */
    EventMessage constant(String name, String value) {
        return add(name, text("").put("const", value), JsonNodeFactory.instance.textNode(value));
    }

    /** Adds a required attribute. */
    EventMessage attribute(String name, String description, String value) {
        return add(name, text(description), JsonNodeFactory.instance.textNode(value));
    }

    /** Adds an optional attribute. */
    EventMessage optional(String name, ObjectNode schema, String value) {
        properties.set(name, schema);
        example.put(name, value);
        return this;
    }

    /** Adds the required data. */
    EventMessage data(ObjectNode schema, JsonNode value) {
        return constant("datacontenttype", "application/json").add("data", schema, value);
    }

    private EventMessage add(String name, ObjectNode schema, JsonNode value) {
        properties.set(name, schema);
        example.set(name, value);
        required.put(name, true);
        return this;
    }

    /** Returns the AsyncAPI Message Object. */
    ObjectNode json() {
        ObjectNode message = node().put("name", type)
                .put("title", type)
                .put("summary", summary)
                .put("contentType", MEDIA_TYPE);
        ObjectNode payload = message.putObject("payload").put("type", "object");
        payload.set("properties", properties);
        required.fieldNames().forEachRemaining(payload.withArray("required")::add);
        message.putArray("examples").addObject().put("name", "example").set("payload", example);
        return message;
    }

    /** Returns the schema of a string. */
    static ObjectNode text(String description) {
        return DataSchemas.described(node().put("type", "string"), description);
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
