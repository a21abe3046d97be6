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
 * The only liveness check. It is down for failures that only a restart fixes: deadlocks, and threads that have died. It depends on no
 * other service.
 */
public final class ProcessHealthCheck extends AbstractHealthCheck {

    private final Supplier<String> dead;
    private @Nullable Instant deadlockedSince;

    /** Creates the check; {@code dead} returns which threads have died and when, or "". */
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

    /** Called by Camel under a lock. */
    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String failure = deadlock();
        if (failure.isEmpty()) {
            failure = dead.get();
        }
        if (failure.isEmpty()) {
            builder.up();
        } else {
            builder.message(failure + "; restart the process").down();
        }
    }

    private String deadlock() {
        long[] ids = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
        if (ids == null) {
            deadlockedSince = null;
            return "";
        }
        Instant since = deadlockedSince == null ? Instant.now() : deadlockedSince;
        deadlockedSince = since;
        return "Threads have been in a deadlock since " + since + ": "
                + Arrays.stream(ManagementFactory.getThreadMXBean().getThreadInfo(ids))
                        .filter(Objects::nonNull)
                        .map(ThreadInfo::getThreadName)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }
}
