package io.howdah.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.TestTokens;
import io.howdah.testing.TransportWsClient;
import java.net.http.WebSocket;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscription by graphql-transport-ws. */
final class GraphQlSocketWay implements Way {

    private static final Logger LOG = LoggerFactory.getLogger(GraphQlSocketWay.class);

    @Override
    public AutoCloseable open(Wish wish, Consumer<Told> told) throws Exception {
        SocketLine line = SocketLine.open(
                wish,
                "/graphql",
                TransportWsClient.PROTOCOL,
                1,
                (socket, message) -> hear(socket, message, wish, told),
                () -> told.accept(Told.CLOSED));
        line.say("{\"type\":\"connection_init\",\"payload\":{\"Authorization\":\"Bearer " + TestTokens.of(wish.rider())
                + "\"}}");
        return line;
    }

    private static void hear(WebSocket socket, JsonNode message, Wish wish, Consumer<Told> told) {
        switch (message.path("type").asText()) {
            case "connection_ack" ->
                socket.sendText("{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":" + wish.request() + "}", true);
            case "next" -> told.accept(Told.result(message.path("payload")));
            default -> LOG.warn("A process tells no more: {}", message);
        }
    }

    @Override
    public String toString() {
        return "graphql-ws";
    }
}
