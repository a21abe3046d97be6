package io.howdah.tools.golden;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;

/** Why frames could not be made; the notify route goes on without them, and a test must not. */
final class FrameFailures {

    private final List<String> reasons = new CopyOnWriteArrayList<>();

    /** Looks at an exchange that has been through a frame transform, or through a whole notify route. */
    void look(Exchange exchange) {
        Throwable caught = exchange.getException() == null
                ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                : exchange.getException();
        if (caught != null) {
            reasons.add(Failures.line(caught));
        }
    }

    /** Return the reasons since this was asked last. */
    List<String> take() {
        List<String> taken = reasons.stream().distinct().toList();
        reasons.clear();
        return taken;
    }
}
