package io.howdah.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.TestTokens;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** The channel by server-sent events. */
final class ChannelEventsWay implements Way {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public AutoCloseable open(Wish wish, Consumer<Told> told) throws Exception {
        return EventsLine.open(
                wish,
                TestTokens.request("http://127.0.0.1:" + wish.port() + wish.channel()),
                (event, data) -> hear(data, told),
                () -> told.accept(Told.CLOSED));
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
