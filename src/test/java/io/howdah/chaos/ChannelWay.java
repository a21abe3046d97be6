package io.howdah.chaos;

import java.util.function.Consumer;

/** The channel by WebSocket, as docs/protocol.md has it. */
final class ChannelWay implements Way {

    @Override
    public Line open(Wish wish, Consumer<Told> told) throws Exception {
        String query = "snapshot=true"
                + (wish.state().isEmpty() ? "" : "&status=" + wish.state())
                + (wish.cursor().isEmpty() ? "" : "&since=" + wish.cursor());
        return SocketLine.open(
                wish,
                "/notifications/rides?" + query,
                "cloudevents.json",
                0,
                (socket, event) -> told.accept(Told.event(event)));
    }

    @Override
    public String toString() {
        return "channel";
    }
}
