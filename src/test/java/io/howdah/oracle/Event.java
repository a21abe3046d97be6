package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What a subscriber is sent, in the words of GraphQL whichever way it came.
 *
 * @param operation such as {@code CREATED} or {@code READY}; {@code SNAPSHOT_BEGIN} is of channels alone
 * @param key the document's key, or ""
 * @param version its version, or ""
 * @param cursor where to go on from, or ""
 * @param data what is shown of the document, or missing
 */
record Event(String operation, String key, String version, String cursor, boolean isRecovered, JsonNode data) {

    /** Reads a CloudEvent of a channel. */
    static Event ofChannel(JsonNode event) {
        String type = event.path("type").asText();
        String operation = type.substring(type.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT);
        operation = switch (type) {
            case "io.howdah.snapshot.begin" -> "SNAPSHOT_BEGIN";
            case "io.howdah.snapshot.item" -> "SNAPSHOT";
            case "io.howdah.snapshot.end" -> "SNAPSHOT_END";
            default -> operation;
        };
        String id = event.path("id").asText();
        forgetPadding(event.path("data"));
        return new Event(
                operation,
                event.path("subject").asText(),
                event.path("version").asText(),
                id.startsWith("snapshot") ? "" : id,
                event.at("/data/recovered").asBoolean(),
                operation.equals("READY") ? MissingNode.getInstance() : event.path("data"));
    }

    /** A position of server-sent events, which is an id alone. */
    static Event position(String cursor) {
        return new Event("POSITION", "", "", cursor, false, MissingNode.getInstance());
    }

    /** Reads the result of a subscription. */
    static Event ofResult(JsonNode result, String field) {
        JsonNode change = result.at("/data").path(field);
        forgetPadding(change.path("node"));
        return new Event(
                change.path("operation").asText(result.toString()),
                change.path("key").asText(""),
                change.path("version").isNull() ? "" : change.path("version").asText(""),
                change.path("cursor").isNull() ? "" : change.path("cursor").asText(""),
                change.path("recovered").asBoolean(),
                change.path("node").isNull() ? MissingNode.getInstance() : change.path("node"));
    }

    private static void forgetPadding(JsonNode data) {
        if (data instanceof ObjectNode fields) {
            fields.remove("pad");
        }
    }

    boolean isChange() {
        return switch (operation) {
            case "CREATED", "UPDATED", "DELETED", "LEFT" -> true;
            default -> false;
        };
    }

    boolean isUpsert() {
        return operation.equals("CREATED") || operation.equals("UPDATED");
    }

    long mark() {
        return data.path("mark").asLong();
    }

    long partMark() {
        return data.at("/extra/mark").asLong();
    }

    @Override
    public String toString() {
        String text = operation;
        if (operation.equals("READY")) {
            text += isRecovered ? " recovered" : " anew";
        }
        if (!key.isEmpty()) {
            text += " " + key + (version.isEmpty() ? "" : " v" + version);
        }
        if (mark() != 0) {
            text += " mark " + mark() + (partMark() == 0 ? "" : "+" + partMark());
        }
        return text + (cursor.isEmpty() ? "" : " @" + cursor.substring(Math.max(0, cursor.length() - 6)));
    }
}
