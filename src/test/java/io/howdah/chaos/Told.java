package io.howdah.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * What a subscriber is told, in the words of GraphQL whichever way it came.
 *
 * @param what the operation; {@code BEGIN} where everything is to be forgotten, and follows; {@code
 *     CLOSED} where the line is gone
 * @param key the document's key, or ""
 * @param version the document's version, or 0
 * @param cursor where to go on from, or ""
 */
record Told(String what, String key, long version, String cursor) {

    /** The last that is told; also where the subscriber itself has cut the line. */
    static final Told CLOSED = new Told("CLOSED", "", 0, "");

    /** Of a channel's CloudEvent. */
    static Told event(JsonNode event) {
        String type = event.path("type").asText().replaceFirst("^io\\.howdah\\.(rides\\.)?", "");
        String what = switch (type) {
            case "ready" -> event.at("/data/recovered").asBoolean() ? "READY" : "POSITION";
            case "snapshot.begin" -> "BEGIN";
            case "snapshot.item" -> "SNAPSHOT";
            case "snapshot.end" -> "SNAPSHOT_END";
            default -> type.toUpperCase(Locale.ROOT);
        };
        return new Told(
                what,
                event.path("subject").asText(),
                event.path("version").asLong(),
                event.path("id").asText());
    }

    /** Of the result of a subscription. */
    static Told result(JsonNode result) {
        JsonNode change = result.at("/data/rideChanged");
        String operation = change.path("operation").asText();
        boolean anew = operation.equals("READY") && !change.path("recovered").asBoolean();
        return new Told(
                anew ? "BEGIN" : operation,
                change.path("key").asText(""),
                change.path("version").asLong(),
                change.path("cursor").asText(""));
    }
}
