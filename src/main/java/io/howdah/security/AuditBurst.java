package io.howdah.security;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How often one kind of event is written: so many at once, and then so many a second. All are counted. */
final class AuditBurst {

    /** Lines at once. */
    static final int MAX = 100;

    /** Lines a second after that. */
    static final int PER_SECOND = 10;

    private static final long NANOS_OF_ONE = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

    private final boolean capped;
    private final LongSupplier nanos;
    private long filled;
    private int left = MAX;
    private long seen;
    private long leftOut;
    private long said;

    AuditBurst(boolean capped, LongSupplier nanos) {
        this.capped = capped;
        this.nanos = nanos;
        this.filled = nanos.getAsLong();
    }

    /** Return whether one more may be written; it is counted in any case. */
    synchronized boolean take() {
        seen++;
        if (!capped) {
            return true;
        }
        long more = (nanos.getAsLong() - filled) / NANOS_OF_ONE;
        filled += more * NANOS_OF_ONE;
        left = (int) Math.min(MAX, left + more);
        if (left == 0) {
            leftOut++;
            return false;
        }
        left--;
        return true;
    }

    /** Return how many were left out since this was asked last. */
    synchronized long leftOutBefore() {
        long more = leftOut - said;
        said = leftOut;
        return more;
    }

    synchronized long seen() {
        return seen;
    }

    synchronized long leftOut() {
        return leftOut;
    }
}
