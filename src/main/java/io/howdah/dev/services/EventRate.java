package io.howdah.dev.services;

import java.util.concurrent.TimeUnit;

/** Says how many events are due, at a steady rate. After a stall it goes on at that rate, rather than making up for what was missed. */
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

    /** The nanoseconds between two events. */
    long interval() {
        return interval;
    }

    /** How many events are due now; they are taken as published. */
    int due(long now) {
        // Since the start, because nanoTime may overflow.
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
