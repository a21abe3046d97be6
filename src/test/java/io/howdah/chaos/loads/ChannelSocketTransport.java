package io.howdah.chaos.loads;

import java.util.function.Consumer;

/** A channel by WebSocket, as described in docs/protocol.md. */
public final class ChannelSocketTransport implements Transport {

    @Override
    public ClientConnection open(Request request, Consumer<ReceivedEvent> events) throws Exception {
        return SocketConnection.open(
                request,
                request.channelPath(),
                "cloudevents.json",
                0,
                (socket, event) -> events.accept(ReceivedEvent.ofChannel(event)));
    }

    @Override
    public String toString() {
        return "channel";
    }
}
