package io.howdah.describe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graphql.schema.idl.TypeDefinitionRegistry;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.push.channel.NotifyRoute;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Builds an AsyncAPI document, channel by channel. Its operations are the subscriber's: it receives events. */
final class AsyncApiDocument {

    private static final String SERVERS = "#/servers/";
    private static final String WEBSOCKET = "websocket";
    private static final String EVENTS = "sse";

    private static final String INTRODUCTION = """
            Howdah sends each change of a read model to its channel as a CloudEvent 1.0 in JSON, over WebSocket or as a server-sent \
            event. Operations are described from the subscriber's side: it receives events. Later versions may add types of events \
            and fields; ignore those that you do not know.""";

    private final DataSchemas schemas;
    private final Messages messages;
    private final ObjectNode shared = Messages.ofSubscriptions();
    private final Address address;
    private final Map<String, ObjectNode> channels = new TreeMap<>();
    private final Map<String, ObjectNode> operations = new TreeMap<>();

    AsyncApiDocument(TypeDefinitionRegistry sdl, Address address) {
        this.schemas = new DataSchemas(sdl);
        this.messages = new Messages(schemas);
        this.address = address;
    }

    /** Adds the channel of a notify route. If two routes have the same channel, the first one is used. */
    void add(NotifyRoute route, ReadModel model) {
        if (channels.containsKey(route.channel())) {
            return;
        }
        String title = "Changes of " + model.name();
        ObjectNode query = query(model);
        ObjectNode channel = node().put("address", "/notifications/" + route.channel())
                .put("title", title)
                .put("description", schemas.description(model.name()));
        channel.putArray("servers").add(reference(SERVERS + WEBSOCKET)).add(reference(SERVERS + EVENTS));
        ObjectNode sent = messages.ofDocuments(route, model);
        shared.fieldNames().forEachRemaining(name -> sent.set(name, reference("#/components/messages/" + name)));
        channel.set("messages", sent);
        channel.putObject("bindings").set("ws", binding("0.1.0").<ObjectNode>set("query", query));
        channels.put(route.channel(), channel);

        String pointer = "#/channels/" + escape(route.channel());
        ObjectNode operation = node().put("action", "receive")
                .put("title", title)
                .put("summary", "Receive the changes of " + model.name());
        operation.set("channel", reference(pointer));
        operation.putObject("bindings").set("http", binding("0.3.0").<ObjectNode>set("query", query.deepCopy()));
        ArrayNode received = operation.putArray("messages");
        sent.fieldNames().forEachRemaining(name -> received.add(reference(pointer + "/messages/" + name)));
        operations.put("receive-" + route.channel(), operation);
    }

    ObjectNode json() {
        ObjectNode document = node().put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Notifications")
                .put("version", version())
                .put("description", INTRODUCTION);
        document.put("defaultContentType", EventMessage.MEDIA_TYPE);
        ObjectNode servers = document.putObject("servers");
        servers.set(WEBSOCKET, server("ws", "Each text frame is one event. Subprotocol: cloudevents.json, or none."));
        servers.set(
                EVENTS,
                server(
                        "http",
                        "Server-sent events, with Accept: text/event-stream. An event's id is the cursor; an EventSource "
                                + "sends it as Last-Event-ID when it reconnects."));
        document.putObject("channels").setAll(channels);
        document.putObject("operations").setAll(operations);
        ObjectNode components = document.putObject("components");
        components.set("messages", shared);
        components.set("schemas", schemas.components());
        return document;
    }

    private static String version() {
        return Objects.requireNonNullElse(AsyncApiDocument.class.getPackage().getImplementationVersion(), "0.0.0");
    }

    private ObjectNode server(String protocol, String description) {
        return node().put("host", address.host())
                .put("protocol", address.secure() ? protocol + "s" : protocol)
                .put("description", description);
    }

    private ObjectNode query(ReadModel model) {
        ObjectNode query = node().put("type", "object");
        ObjectNode parameters = query.putObject("properties");
        for (ModelField field : model.fields()) {
            if (field.filterable()) {
                parameters.set(
                        field.name(),
                        DataSchemas.described(
                                schemas.filter(field.type()),
                                "Only documents with this value. Repeat the parameter to match any of several values."));
            }
        }
        parameters
                .putObject("since")
                .put("type", "string")
                .put("description", "The cursor to resume from: the id of the last event that is not a snapshot.item.");
        parameters
                .putObject("snapshot")
                .put("type", "boolean")
                .put("default", false)
                .put("description", "Sends all documents first, unless the subscription resumes from since.");
        return query;
    }

    private static ObjectNode binding(String version) {
        return node().put("method", "GET").put("bindingVersion", version);
    }

    private static ObjectNode reference(String pointer) {
        return node().put("$ref", pointer);
    }

    /** Escapes a name for a JSON pointer. */
    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
