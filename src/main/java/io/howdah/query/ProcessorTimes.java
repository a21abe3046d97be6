package io.howdah.query;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Thread-safe meter of each owner's recent processor usage: an exponential moving average over about one second. */
final class ProcessorTimes {

    private static final double WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Usages below this share may be dropped. */
    private static final double NEGLIGIBLE = 0.001;

    private static final int MAX_OWNERS_BEFORE_CLEANUP = 1000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LongSupplier nanoTime;
    private final Map<String, Usage> usages = new HashMap<>();
    private int cleanupSize = MAX_OWNERS_BEFORE_CLEANUP;

    /** The average at a time, in processors: 0.5 is half of one. */
    private record Usage(double processors, long atNanos) {

        double at(long now) {
            return processors * Math.exp((atNanos - now) / WINDOW_NANOS);
        }
    }

    /**
     * Creates a meter without usages.
     *
     * @param nanoTime the clock, like {@link System#nanoTime}
     */
    ProcessorTimes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Runs work on this thread and charges its processor time to an owner. */
    void charge(String owner, Runnable work) {
        long startedAt = THREADS.getCurrentThreadCpuTime();
        try {
            work.run();
        } finally {
            add(owner, THREADS.getCurrentThreadCpuTime() - startedAt);
        }
    }

    synchronized void add(String owner, long usedNanos) {
        long now = nanoTime.getAsLong();
        usages.merge(
                owner,
                new Usage(usedNanos / WINDOW_NANOS, now),
                (known, added) -> new Usage(known.at(now) + added.processors(), now));
        if (usages.size() > cleanupSize) {
            usages.values().removeIf(usage -> usage.at(now) < NEGLIGIBLE);
            cleanupSize = Math.max(MAX_OWNERS_BEFORE_CLEANUP, 2 * usages.size());
        }
    }

    /** Returns an owner's recent average usage, in processors. */
    synchronized double processors(String owner) {
        Usage usage = usages.get(owner);
        return usage == null ? 0 : usage.at(nanoTime.getAsLong());
    }
}
