package io.howdah.tools.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.graphql.schema.SchemaChange;
import java.util.List;

/** Compares two AsyncAPI 3 descriptions of a server, channel by channel. It ignores the addresses of servers. */
public final class AsyncApiChanges {

    private final JsonNode before;
    private final JsonNode after;
    private final Changes changes = new Changes();
    private final Schemas schemas;

    private AsyncApiChanges(JsonNode before, JsonNode after) {
        this.before = before;
        this.after = after;
        this.schemas = new Schemas(before, after, changes);
    }

    /** Returns the changes for subscribers, the worst first. */
    public static List<SchemaChange> between(JsonNode before, JsonNode after) {
        AsyncApiChanges found = new AsyncApiChanges(before, after);
        Changes.compare(
                before.path("servers"),
                after.path("servers"),
                (name, one, other) -> {},
                gone -> found.changes.breaking("server " + gone + " is gone"),
                (added, server) -> found.changes.safe("server " + added + " is new"));
        Changes.compare(
                before.path("channels"),
                after.path("channels"),
                found::channel,
                gone -> found.changes.breaking("channel " + gone + " is gone"),
                (added, channel) -> found.changes.safe("channel " + added + " is new"));
        return found.changes.all();
    }

    private void channel(String name, JsonNode formerChannel, JsonNode presentChannel) {
        JsonNode former = ResolvedSchema.resolve(before, formerChannel);
        JsonNode present = ResolvedSchema.resolve(after, presentChannel);
        same("channel " + name + " is at ", former.path("address"), present.path("address"));
        Changes.compare(
                former.path("messages"),
                present.path("messages"),
                (message, one, other) -> message(name, message, one, other),
                gone -> changes.breaking("message " + name + "." + gone + " is gone"),
                (added, message) -> changes.dangerous("message " + name + "." + added + " is new"));
        schemas.properties(
                "parameter " + name + ".",
                name + ".",
                ResolvedSchema.of(before, former.at("/bindings/ws/query")),
                ResolvedSchema.of(after, present.at("/bindings/ws/query")),
                Direction.TAKEN);
    }

    /** Compares two messages. A message that channels share goes by its own name, any other by channel and name. */
    private void message(String channel, String name, JsonNode formerMessage, JsonNode presentMessage) {
        boolean shared = formerMessage.has("$ref") && presentMessage.has("$ref");
        String path = shared ? name : channel + "." + name;
        JsonNode former = ResolvedSchema.resolve(before, formerMessage);
        JsonNode present = ResolvedSchema.resolve(after, presentMessage);
        same("message " + path + " is ", former.path("contentType"), present.path("contentType"));
        schemas.compare("message " + path, path, former.path("payload"), present.path("payload"), Direction.SENT);
    }

    private void same(String what, JsonNode before, JsonNode after) {
        if (!before.equals(after)) {
            changes.breaking(what + after.asText() + ", was " + before.asText());
        }
    }
}
