package io.howdah.change;

import io.howdah.timing.Backoff;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.Level;

/** Counts consecutive failures of one change stream, for the backoff and the log level. */
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

    /**
     * Returns the log level for the next failure; call it before {@link #next()}. The first consecutive failure and one
     * per minute are warnings.
     */
    Level level() {
        long now = System.nanoTime();
        if (failures == 0 || now - loggedAt > QUIET_NANOS) {
            loggedAt = now;
            return Level.WARN;
        }
        return Level.DEBUG;
    }

    /** Resets the count after a success. */
    void reset() {
        failures = 0;
    }
}
