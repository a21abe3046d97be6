package io.howdah.security;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Limits how often one kind of event is logged: a burst, then a number per second. Counts all events. Thread-safe. */
final class AuditBurst {

    /** Maximum number of lines at once. */
    static final int MAX = 100;

    /** Maximum number of lines per second after a burst. */
    static final int PER_SECOND = 10;

    private static final long NANOS_PER_LINE = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

    private final boolean capped;
    private final LongSupplier nanos;
    private long refilledAt;
    private int permits = MAX;
    private long seen;
    private long leftOut;
    private long reported;

    AuditBurst(boolean capped, LongSupplier nanos) {
        this.capped = capped;
        this.nanos = nanos;
        this.refilledAt = nanos.getAsLong();
    }

    /** Counts an event, and returns whether to log it. */
    synchronized boolean take() {
        seen++;
        if (!capped) {
            return true;
        }
        long more = (nanos.getAsLong() - refilledAt) / NANOS_PER_LINE;
        refilledAt += more * NANOS_PER_LINE;
        permits = (int) Math.min(MAX, permits + more);
        if (permits == 0) {
            leftOut++;
            return false;
        }
        permits--;
        return true;
    }

    /** Returns the number of omitted events since the last call. */
    synchronized long takeLeftOut() {
        long unreported = leftOut - reported;
        reported = leftOut;
        return unreported;
    }

    synchronized long seen() {
        return seen;
    }

    synchronized long leftOut() {
        return leftOut;
    }
}
