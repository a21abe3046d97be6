package io.howdah.change;

import io.howdah.observe.Jitter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.Level;

/**
 * The wait before the next retry, and how often a retry is worth a line in the log. The wait is up to 100 ms at first and doubles up
 * to 5 s, with jitter: all routes of all processes lose the same server.
 */
final class BackOff {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration MAX_DURATION = Duration.ofSeconds(5);

    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private Duration delay = FIRST;
    private long saidAt;

    /** Returns the wait before the next retry. */
    Duration next() {
        Duration now = delay;
        Duration doubled = now.multipliedBy(2);
        delay = doubled.compareTo(MAX_DURATION) < 0 ? doubled : MAX_DURATION;
        return Jitter.of(now);
    }

    /** The level at which the next pause is said, to be asked before it: the first of a row, and one in a minute, are for people. */
    Level level() {
        long now = System.nanoTime();
        if (delay.equals(FIRST) || now - saidAt > QUIET_NANOS) {
            saidAt = now;
            return Level.WARN;
        }
        return Level.DEBUG;
    }

    /** Begins anew, since it worked. */
    void reset() {
        delay = FIRST;
    }
}
