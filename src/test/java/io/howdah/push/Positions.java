package io.howdah.push;

import io.howdah.change.PlaceListener;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;

/** Has positions told at a moment that a test chooses. */
public final class Positions {

    private Positions() {}

    /** Tells quiet subscribers of an application how far the stream is. */
    public static void tell(CamelContext context) {
        context.getRegistry().findByType(PlaceListener.class).stream()
                .filter(Feeds.class::isInstance)
                .map(Feeds.class::cast)
                // Twice: who was sent something since its last turn gets none.
                .forEach(feeds -> IntStream.range(0, 2 * LoopGroup.TURNS)
                        .map(turn -> turn % LoopGroup.TURNS)
                        .forEach(feeds::tellPositions));
    }
}
