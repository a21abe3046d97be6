package io.howdah.tools.golden;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;

/** Collects failures of payload transforms. A notify route continues after such a failure, but a test must report it. */
final class PayloadFailures {

    private final List<String> reasons = new CopyOnWriteArrayList<>();

    /** Adds the failure of an exchange, if any, after a payload transform or a whole notify route. */
    void check(Exchange exchange) {
        Throwable caught = exchange.getException() == null
                ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                : exchange.getException();
        if (caught != null) {
            reasons.add(Failures.line(caught));
        }
    }

    /** Returns the reasons since the last call. */
    List<String> take() {
        List<String> taken = reasons.stream().distinct().toList();
        reasons.clear();
        return taken;
    }
}
