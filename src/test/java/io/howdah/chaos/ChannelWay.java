package io.howdah.chaos;

import java.util.function.Consumer;

/** The channel by WebSocket, as docs/protocol.md has it. */
final class ChannelWay implements Way {

    @Override
    public Line open(Wish wish, Consumer<Told> told) throws Exception {
        return SocketLine.open(
                wish, wish.channel(), "cloudevents.json", 0, (socket, event) -> told.accept(Told.event(event)));
    }

    @Override
    public String toString() {
        return "channel";
    }
}
