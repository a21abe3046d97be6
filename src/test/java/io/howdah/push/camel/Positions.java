package io.howdah.push.camel;

import io.howdah.push.channel.Channels;
import io.howdah.push.channel.LoopGroup;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;

/** Sends positions when a test wants them. */
public final class Positions {

    private Positions() {}

    /** Sends the current position to every idle subscriber of an application. */
    public static void send(CamelContext context) {
        Channels channels = context.getComponent("vertx-websocket", PushComponent.class)
                .sockets()
                .channels();
        // Twice, as a subscriber with an event since its last turn is skipped.
        IntStream.range(0, 2 * LoopGroup.TURNS)
                .map(turn -> turn % LoopGroup.TURNS)
                .forEach(channels::sendPositions);
    }
}
