package io.howdah.chaos.loads;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.function.Consumer;

/** A GraphQL subscription by server-sent events. */
public final class GraphQlSseTransport implements Transport {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public ClientConnection open(Request request, Consumer<ReceivedEvent> events) throws Exception {
        return SseConnection.open(
                request,
                "/graphql",
                builder -> builder.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(request.graphQlBody().toString())),
                (event, data) -> receive(event, data, events));
    }

    private static void receive(String event, String data, Consumer<ReceivedEvent> events) {
        try {
            if (event.equals("next")) {
                events.accept(ReceivedEvent.ofGraphQl(JSON.readTree(data)));
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "graphql-sse";
    }
}
