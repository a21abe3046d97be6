package io.howdah.chaos.loads;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A channel by server-sent events. */
public final class ChannelSseTransport implements Transport {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public ClientConnection open(Request request, Consumer<ReceivedEvent> events) throws Exception {
        return SseConnection.open(
                request, request.channelPath(), UnaryOperator.identity(), (event, data) -> receive(data, events));
    }

    private static void receive(String data, Consumer<ReceivedEvent> events) {
        try {
            events.accept(ReceivedEvent.ofChannel(JSON.readTree(data)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "channel-sse";
    }
}
