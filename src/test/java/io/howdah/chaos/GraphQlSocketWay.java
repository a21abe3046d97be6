package io.howdah.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.TransportWsClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscription by graphql-transport-ws. */
final class GraphQlSocketWay implements Way {

    private static final Logger LOG = LoggerFactory.getLogger(GraphQlSocketWay.class);

    @Override
    public Line open(Wish wish, Consumer<Told> told) throws Exception {
        // A message is refused while the one before it is being sent, even if the answer to that one is there.
        CompletableFuture<Void> initialised = new CompletableFuture<>();
        SocketLine line = SocketLine.open(
                wish,
                "/graphql",
                TransportWsClient.PROTOCOL,
                1,
                (socket, message) -> hear(socket, message, wish, told, initialised));
        line.say("{\"type\":\"connection_init\",\"payload\":{\"Authorization\":\"Bearer " + Clients.token(wish.rider())
                + "\"}}");
        initialised.complete(null);
        return line;
    }

    private static void hear(
            WebSocket socket, JsonNode message, Wish wish, Consumer<Told> told, CompletableFuture<Void> initialised) {
        switch (message.path("type").asText()) {
            case "connection_ack" ->
                initialised.thenRun(() -> socket.sendText(
                        "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":" + wish.request() + "}", true));
            case "next" -> told.accept(Told.result(message.path("payload")));
            default -> LOG.warn("A process tells no more: {}", message);
        }
    }

    @Override
    public String toString() {
        return "graphql-ws";
    }
}
