package io.howdah.query;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Meters each owner's recent processor usage, as an exponential moving average over about one second, and holds back an
 * owner who uses more than its share while others need the processors too. Thread-safe.
 */
public final class ProcessorTimes {

    private static final double WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Usages below this share may be dropped. */
    private static final double NEGLIGIBLE = 0.001;

    /** Others need the processors if they use at least this share of one. */
    private static final double ACTIVE = 0.01;

    private static final int MAX_OWNERS_BEFORE_CLEANUP = 1000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LongSupplier nanoTime;
    private final double maxProcessors;
    private final Map<String, Usage> usages = new HashMap<>();
    private Usage total = new Usage(0, 0);
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
     * @param maxPercent one owner's share of all processors, in percent; 100 holds back no owner
     */
    public ProcessorTimes(int maxPercent) {
        this(System::nanoTime, Runtime.getRuntime().availableProcessors() * maxPercent / 100.0);
    }

    ProcessorTimes(LongSupplier nanoTime, double maxProcessors) {
        this.nanoTime = nanoTime;
        this.maxProcessors = maxProcessors;
    }

    /** Runs work on this thread and charges its processor time to an owner. */
    public void charge(String owner, Runnable work) {
        long startedAt = THREADS.getCurrentThreadCpuTime();
        try {
            work.run();
        } finally {
            add(owner, THREADS.getCurrentThreadCpuTime() - startedAt);
        }
    }

    synchronized void add(String owner, long usedNanos) {
        long now = nanoTime.getAsLong();
        double used = usedNanos / WINDOW_NANOS;
        total = new Usage(total.at(now) + used, now);
        usages.merge(owner, new Usage(used, now), (known, added) -> new Usage(known.at(now) + added.processors(), now));
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

    /**
     * Returns how much of an owner's work may run at once. While others are active, an owner near its share runs no more
     * than the share's processors can, and above its share nothing. Otherwise there is no limit.
     */
    synchronized int maxRunning(String owner) {
        double used = processors(owner);
        if (used < maxProcessors / 2 || total.at(nanoTime.getAsLong()) - used < ACTIVE) {
            return Integer.MAX_VALUE;
        }
        return used > maxProcessors ? 0 : (int) Math.ceil(maxProcessors);
    }
}
