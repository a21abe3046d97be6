package io.howdah.observe;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * Whether requests are to be sent here, the one check that readiness is made of: not before everything has begun once, not when
 * it is about to end, and not while the database is away, without which nothing is answered.
 */
public final class ServingHealthCheck extends AbstractHealthCheck {

    private final List<Supplier<String>> beginnings;
    private final Supplier<String> database;
    private final Instant made = Instant.now();
    private volatile boolean begun;
    private volatile @Nullable Instant ending;

    /**
     * Makes it.
     *
     * @param beginnings each tells what has not begun yet, or "" when it has; when all have, they are not asked again
     * @param database tells since when and why the database is away, or ""
     */
    public ServingHealthCheck(List<Supplier<String>> beginnings, Supplier<String> database) {
        super("howdah", "serving");
        this.beginnings = List.copyOf(beginnings);
        this.database = database;
    }

    /** Notes that the process is about to end. */
    public void end() {
        ending = Instant.now();
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String trouble = trouble();
        if (trouble.isEmpty()) {
            builder.up();
        } else {
            builder.message(trouble).down();
        }
    }

    private String trouble() {
        Instant end = ending;
        if (end != null) {
            return "The process ends since " + end;
        }
        if (!begun) {
            for (Supplier<String> beginning : beginnings) {
                String missing = beginning.get();
                if (!missing.isEmpty()) {
                    return "The process begins since " + made + ": " + missing;
                }
            }
            begun = true;
        }
        String away = database.get();
        return away.isEmpty() ? "" : "MongoDB is away " + away;
    }
}
