package io.howdah.dev.services;

import java.util.concurrent.TimeUnit;

/** Computes how many events are due at a steady rate. After a stall it continues at that rate and skips the missed events. */
final class EventRate {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long interval;
    private final long start;
    private long next;

    /**
     * @param eventsPerSecond at least 1
     * @param now {@link System#nanoTime()}
     */
    EventRate(int eventsPerSecond, long now) {
        this.interval = Math.max(1, SECOND / eventsPerSecond);
        this.start = now;
    }

    /** Returns the nanoseconds between two events. */
    long interval() {
        return interval;
    }

    /** Returns how many events are due now, and counts them as published. */
    int due(long now) {
        // Relative to the start, because nanoTime may overflow.
        long elapsed = now - start;
        next = Math.max(next, elapsed - SECOND + interval);
        if (elapsed < next) {
            return 0;
        }
        long due = (elapsed - next) / interval + 1;
        next += due * interval;
        return Math.toIntExact(due);
    }
}
