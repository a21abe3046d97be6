package io.howdah.push.camel;

import io.howdah.push.channel.Channels;
import io.howdah.push.channel.LoopGroup;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;

/** Has positions told at a moment that a test chooses. */
public final class Positions {

    private Positions() {}

    /** Tells quiet subscribers of an application how far the stream is. */
    public static void tell(CamelContext context) {
        Channels feeds = context.getComponent("vertx-websocket", PushComponent.class)
                .sockets()
                .channels();
        // Twice: who was sent something since its last turn gets none.
        IntStream.range(0, 2 * LoopGroup.TURNS)
                .map(turn -> turn % LoopGroup.TURNS)
                .forEach(feeds::sendPositions);
    }
}
