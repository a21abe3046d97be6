package io.howdah.query;

import java.time.Duration;

/** Until when an operation must have ended, so that what it asks of others does not go on for nobody. */
public final class Deadline {

    /** For an operation that waits for nothing. */
    public static final Deadline NONE = new Deadline(Long.MAX_VALUE);

    private static final Duration LONG = Duration.ofDays(1);

    private final long nanos;
    private final long began = System.nanoTime();
    private volatile Runnable cancelling = () -> {};
    private volatile boolean cancelled;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    /** Returns one so much later than now. */
    public static Deadline in(Duration time) {
        return new Deadline(time.toNanos());
    }

    /** Returns what is left, at least a millisecond: to MongoDB a time-out of nothing would mean for ever. */
    public Duration remaining() {
        if (nanos == Long.MAX_VALUE) {
            return LONG;
        }
        return Duration.ofMillis(Math.max(1, (nanos - (System.nanoTime() - began)) / 1_000_000));
    }

    /** Returns whether the operation was given up, so that its failures are the consequence of that. */
    public boolean isCancelled() {
        return cancelled;
    }

    /** Takes what stops the operation, as far as it can be stopped. */
    public void onCancel(Runnable stop) {
        cancelling = stop;
        if (cancelled) {
            stop.run();
        }
    }

    void cancel() {
        cancelled = true;
        cancelling.run();
    }
}
