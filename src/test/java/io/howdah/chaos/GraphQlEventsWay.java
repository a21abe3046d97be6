package io.howdah.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.TestTokens;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.util.function.Consumer;

/** The subscription by server-sent events. */
final class GraphQlEventsWay implements Way {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public AutoCloseable open(Wish wish, Consumer<Told> told) throws Exception {
        return EventsLine.open(
                wish,
                TestTokens.request("http://127.0.0.1:" + wish.port() + "/graphql?as=" + wish.rider())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(wish.request().toString())),
                (event, data) -> hear(event, data, told),
                () -> told.accept(Told.CLOSED));
    }

    private static void hear(String event, String data, Consumer<Told> told) {
        try {
            if (event.equals("next")) {
                told.accept(Told.result(JSON.readTree(data)));
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
