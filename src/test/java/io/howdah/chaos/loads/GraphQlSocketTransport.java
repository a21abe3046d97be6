package io.howdah.chaos.loads;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.TransportWsClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A GraphQL subscription by graphql-transport-ws. */
public final class GraphQlSocketTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(GraphQlSocketTransport.class);

    @Override
    public ClientConnection open(Request request, Consumer<ReceivedEvent> events) throws Exception {
        // A message is refused while the one before it is being sent, even if the answer to that one is there.
        CompletableFuture<Void> initialised = new CompletableFuture<>();
        SocketConnection connection = SocketConnection.open(
                request,
                "/graphql",
                TransportWsClient.PROTOCOL,
                1,
                (socket, message) -> receive(socket, message, request, events, initialised));
        connection.send("{\"type\":\"connection_init\",\"payload\":{\"Authorization\":\"Bearer "
                + Clients.token(request.rider()) + "\"}}");
        initialised.complete(null);
        return connection;
    }

    private static void receive(
            WebSocket socket,
            JsonNode message,
            Request request,
            Consumer<ReceivedEvent> events,
            CompletableFuture<Void> initialised) {
        switch (message.path("type").asText()) {
            case "connection_ack" ->
                initialised.thenRun(() -> socket.sendText(
                        "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":" + request.graphQlBody() + "}", true));
            case "next" -> events.accept(ReceivedEvent.ofGraphQl(message.path("payload")));
            default -> LOG.warn("The subscription ended: {}", message);
        }
    }

    @Override
    public String toString() {
        return "graphql-ws";
    }
}
