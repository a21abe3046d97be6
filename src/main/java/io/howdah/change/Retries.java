package io.howdah.change;

import io.howdah.timing.Backoff;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.Level;

/** Counts the failures in a row of one change stream: how long to wait before the next retry, and at which level to log it. */
final class Retries {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private int failures;
    private long loggedAt;

    /** Returns the wait before the next retry. */
    Duration next() {
        failures++;
        return BACKOFF.after(failures);
    }

    /** Returns the level for the next failure, to be asked before {@link #next()}: the first in a row, and one each minute, are warnings. */
    Level level() {
        long now = System.nanoTime();
        if (failures == 0 || now - loggedAt > QUIET_NANOS) {
            loggedAt = now;
            return Level.WARN;
        }
        return Level.DEBUG;
    }

    /** Begins anew after a success. */
    void reset() {
        failures = 0;
    }
}
