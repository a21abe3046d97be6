package io.howdah.observe;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * Down for what a restart cures and nothing else does: threads that wait for each other for ever, and threads that have died.
 * It is the one check that liveness is made of, and asks nobody outside.
 */
public final class ProcessHealthCheck extends AbstractHealthCheck {

    private final Supplier<String> dead;
    private @Nullable Instant locked;

    /** Makes it; {@code dead} tells since when which threads are gone that nobody has ended, or "". */
    public ProcessHealthCheck(Supplier<String> dead) {
        super("howdah", "process");
        this.dead = dead;
    }

    @Override
    public boolean isLiveness() {
        return true;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    /** Camel calls it under a lock. */
    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String trouble = deadlock();
        if (trouble.isEmpty()) {
            trouble = dead.get();
        }
        if (trouble.isEmpty()) {
            builder.up();
        } else {
            builder.message(trouble + "; restart the process").down();
        }
    }

    private String deadlock() {
        long[] ids = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
        if (ids == null) {
            locked = null;
            return "";
        }
        Instant since = locked == null ? Instant.now() : locked;
        locked = since;
        return "Threads wait for each other since " + since + ": "
                + Arrays.stream(ManagementFactory.getThreadMXBean().getThreadInfo(ids))
                        .filter(Objects::nonNull)
                        .map(ThreadInfo::getThreadName)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }
}
