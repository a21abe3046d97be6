package io.howdah.chaos.loads;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * An event that a subscriber received, in the terms of GraphQL for each transport.
 *
 * @param operation the operation; {@code BEGIN} where the client discards all documents and receives them again
 * @param key the document's key, or ""
 * @param version the document's version, or 0
 * @param cursor where to continue from, or ""
 */
public record ReceivedEvent(String operation, String key, long version, String cursor) {

    /** Converts a CloudEvent of a channel. */
    static ReceivedEvent ofChannel(JsonNode event) {
        String type = event.path("type").asText().replaceFirst("^io\\.howdah\\.(rides\\.)?", "");
        String operation = switch (type) {
            case "ready" -> event.at("/data/recovered").asBoolean() ? "READY" : "POSITION";
            case "snapshot.begin" -> "BEGIN";
            case "snapshot.item" -> "SNAPSHOT";
            case "snapshot.end" -> "SNAPSHOT_END";
            default -> type.toUpperCase(Locale.ROOT);
        };
        return new ReceivedEvent(
                operation,
                event.path("subject").asText(),
                event.path("version").asLong(),
                event.path("id").asText());
    }

    /** Converts a result of a subscription. */
    static ReceivedEvent ofGraphQl(JsonNode result) {
        JsonNode change = result.at("/data/rideChanged");
        String operation = change.path("operation").asText();
        boolean anew = operation.equals("READY") && !change.path("recovered").asBoolean();
        return new ReceivedEvent(
                anew ? "BEGIN" : operation,
                change.path("key").asText(""),
                change.path("version").asLong(),
                change.path("cursor").asText(""));
    }
}
