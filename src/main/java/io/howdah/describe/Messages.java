package io.howdah.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.ReadModel;
import io.howdah.push.channel.NotifyRoute;

/** The events of channels as AsyncAPI messages, keyed by the end of their type, such as {@code snapshot.item}. */
final class Messages {

    private static final String PREFIX = "io.howdah.";
    private static final String ITEM = "snapshot.item";
    private static final String CURSOR = "2.826B04D4510000000D10.9kqB1m0bq3W9mYy1xWc2Lw";
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final DataSchemas schemas;

    Messages(DataSchemas schemas) {
        this.schemas = schemas;
    }

    /** Returns the messages about documents of a channel. */
    ObjectNode ofDocuments(NotifyRoute route, ReadModel model) {
        String own = route.channel() + ".";
        ObjectNode data = schemas.data(model, route.showsEveryField());
        JsonNode example = Examples.data(model);
        return byTypeSuffix(
                PREFIX + own,
                document(own + "created", "The document is now visible to you and was not before.", route, model)
                        .data(data, example),
                document(own + "updated", "The document has changed; data is its current state.", route, model)
                        .data(data, example),
                document(own + "deleted", "The document was deleted.", route, model),
                document(
                        own + "left",
                        "The document still exists, but you may no longer read it or it no longer matches your filter.",
                        route,
                        model),
                document(ITEM, "A document of a snapshot. Its id is not a cursor.", route, model)
                        .data(data, example));
    }

    private static EventMessage document(String type, String summary, NotifyRoute route, ReadModel model) {
        return event(type, summary, type.equals(ITEM) ? "snapshot-1" : CURSOR)
                .constant("source", "/howdah/" + route.channel())
                .attribute("subject", "The document's key.", Examples.key(model))
                .optional(
                        "version",
                        EventMessage.text("The document's version; ignore events with a lower version than you have."),
                        "1")
                .optional(
                        "time", EventMessage.text("When the event happened.").put("format", "date-time"), Examples.TIME)
                .optional("traceparent", EventMessage.text("The event's W3C trace context."), TRACE);
    }

    /** Returns the messages about a subscription, which are the same for every channel. */
    static ObjectNode ofSubscriptions() {
        ObjectNode recovered = node().set("recovered", node().put("type", "boolean"));
        ObjectNode why = node().set("code", node().put("type", "integer"));
        why.set("reason", EventMessage.text(""));
        return byTypeSuffix(
                PREFIX,
                control(
                                "ready",
                                "The first event. If recovered is false, events start here or with a snapshot.",
                                CURSOR)
                        .data(object(recovered), node().put("recovered", true)),
                control("snapshot.begin", "Discard your documents and your cursor; all documents follow.", "snapshot"),
                control("snapshot.end", "The snapshot is complete; changes since its start follow.", CURSOR),
                control("position", "No event for you up to this position; keep the cursor.", CURSOR),
                control(
                        "resync",
                        "Everything may have changed: discard your documents and request a snapshot.",
                        CURSOR),
                control("closed", "The last event of a stream of server-sent events.", "closed")
                        .data(object(why), node().put("code", 1012).put("reason", "going away, retry in 1234 ms")));
    }

    private static ObjectNode byTypeSuffix(String own, EventMessage... messages) {
        ObjectNode named = node();
        for (EventMessage message : messages) {
            String type = message.type();
            named.set(type.substring((type.startsWith(own) ? own : PREFIX).length()), message.json());
        }
        return named;
    }

    private static EventMessage control(String type, String summary, String id) {
        return event(type, summary, id).attribute("source", "/howdah/, followed by the channel.", "/howdah/channel");
    }

    private static EventMessage event(String type, String summary, String id) {
        return new EventMessage(PREFIX + type, summary)
                .attribute(
                        "id", "Opaque. Except for snapshot.item, the cursor to keep; valid only for this channel.", id);
    }

    private static ObjectNode object(ObjectNode properties) {
        ObjectNode schema = node().put("type", "object");
        schema.set("properties", properties);
        properties.fieldNames().forEachRemaining(schema.withArray("required")::add);
        return schema;
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
