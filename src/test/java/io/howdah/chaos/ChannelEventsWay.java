package io.howdah.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The channel by server-sent events. */
final class ChannelEventsWay implements Way {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Line open(Wish wish, Consumer<Told> told) throws Exception {
        return EventsLine.open(wish, wish.channel(), UnaryOperator.identity(), (event, data) -> hear(data, told));
    }

    private static void hear(String data, Consumer<Told> told) {
        try {
            told.accept(Told.event(JSON.readTree(data)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "channel-sse";
    }
}
