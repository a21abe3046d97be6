package io.howdah.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.function.Consumer;

/** The subscription by server-sent events. */
final class GraphQlEventsWay implements Way {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Line open(Wish wish, Consumer<Told> told) throws Exception {
        return EventsLine.open(
                wish,
                "/graphql",
                request -> request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(wish.request().toString())),
                (event, data) -> hear(event, data, told));
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
