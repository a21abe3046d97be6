package io.howdah.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.stream.StreamSupport;

/** The events of one channel as an AsyncAPI document describes them. */
public final class DescribedEvents {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

    private final JsonNode document;
    private final JsonNode channel;

    /** Reads the description of one channel in an AsyncAPI document. */
    public DescribedEvents(JsonNode document, String channel) {
        this.document = document;
        this.channel = document.path("channels").path(channel);
    }

    /** All messages of the channel. */
    public List<JsonNode> messages() {
        return StreamSupport.stream(channel.path("messages").spliterator(), false)
                .map(this::resolve)
                .toList();
    }

    /** What is wrong with an event, by the schema of the message that has its type; that there is none is wrong too. */
    public List<String> problems(JsonNode event) {
        String type = event.path("type").asText();
        return messages().stream()
                .filter(message -> message.path("name").asText().equals(type))
                .findFirst()
                .map(message -> errors(message.path("payload"), event))
                .orElse(List.of("no message is described for the type " + type));
    }

    /** What is wrong with a value, by a schema of the document. */
    public List<String> errors(JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        // So that its references lead somewhere.
        whole.set("components", document.path("components"));
        return SCHEMAS.getSchema(whole).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    private JsonNode resolve(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }
}
