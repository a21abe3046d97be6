package io.howdah.observe;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * The only readiness check. It is down until everything has started once, from the start of a shutdown on, and while MongoDB is
 * unavailable, because Howdah cannot answer requests without it.
 */
public final class ServingHealthCheck extends AbstractHealthCheck {

    private final List<Supplier<String>> starts;
    private final Supplier<String> database;
    private final Instant createdAt = Instant.now();
    private volatile boolean started;
    private volatile @Nullable Instant stoppingSince;

    /**
     * Creates the check.
     *
     * @param starts each returns what has not started yet, or ""; once all have started, they are not called again
     * @param database returns since when and why MongoDB is unavailable, or ""
     */
    public ServingHealthCheck(List<Supplier<String>> starts, Supplier<String> database) {
        super("howdah", "serving");
        this.starts = List.copyOf(starts);
        this.database = database;
    }

    /** Records that the shutdown has started. */
    public void stopping() {
        stoppingSince = Instant.now();
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String failure = failure();
        if (failure.isEmpty()) {
            builder.up();
        } else {
            builder.message(failure).down();
        }
    }

    private String failure() {
        Instant stopping = stoppingSince;
        if (stopping != null) {
            return "The process has been stopping since " + stopping;
        }
        if (!started) {
            for (Supplier<String> start : starts) {
                String missing = start.get();
                if (!missing.isEmpty()) {
                    return "The process has been starting since " + createdAt + ": " + missing;
                }
            }
            started = true;
        }
        String unavailable = database.get();
        return unavailable.isEmpty() ? "" : "MongoDB has been unavailable " + unavailable;
    }
}
