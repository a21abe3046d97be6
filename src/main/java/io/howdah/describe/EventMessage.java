package io.howdah.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An AsyncAPI message: the schema of one type of CloudEvent, and an example that fits it, made side by side. */
final class EventMessage {

    /** The media type of an event. */
    static final String MEDIA_TYPE = "application/cloudevents+json";

    private final ObjectNode properties = node();
    private final ObjectNode example = node();
    private final ObjectNode required = node();
    private final String type;
    private final String summary;

    /**
     * Makes the message of a type, without attributes but those that every event has alike.
     *
     * @param type the CloudEvent's type
     * @param summary what it means, a sentence
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

    /** Adds an attribute that has this value and no other. */
    EventMessage constant(String name, String value) {
        return add(name, text("").put("const", value), JsonNodeFactory.instance.textNode(value));
    }

    /** Adds an attribute that every such event has. */
    EventMessage attribute(String name, String description, String value) {
        return add(name, text(description), JsonNodeFactory.instance.textNode(value));
    }

    /** Adds an attribute that an event may lack. */
    EventMessage optional(String name, ObjectNode schema, String value) {
        properties.set(name, schema);
        example.put(name, value);
        return this;
    }

    /** Adds the data, which every such event has. */
    EventMessage data(ObjectNode schema, JsonNode value) {
        return constant("datacontenttype", "application/json").add("data", schema, value);
    }

    private EventMessage add(String name, ObjectNode schema, JsonNode value) {
        properties.set(name, schema);
        example.set(name, value);
        required.put(name, true);
        return this;
    }

    /** Return the AsyncAPI Message Object. */
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

    /** Return the schema of a text. */
    static ObjectNode text(String description) {
        return DataSchemas.described(node().put("type", "string"), description);
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
