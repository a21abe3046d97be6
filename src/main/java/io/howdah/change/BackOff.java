package io.howdah.change;

import java.time.Duration;

/** How long to wait before something is tried again: at first a tenth of a second, then twice as long each time, up to five. */
final class BackOff {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration delay = FIRST;

    /** The pause before the next try. */
    Duration next() {
        Duration now = delay;
        Duration doubled = now.multipliedBy(2);
        delay = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return now;
    }

    /** Begins anew, since it worked. */
    void reset() {
        delay = FIRST;
    }
}
