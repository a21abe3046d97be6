package io.howdah.query;

import java.time.Duration;

/**
 * Time limit of an operation. What the operation starts elsewhere uses it too, so that no work continues after the
 * client's request has ended. Thread-safe.
 */
public final class Deadline {

    /** No time limit. */
    public static final Deadline NONE = new Deadline(Long.MAX_VALUE);

    private static final Duration UNLIMITED = Duration.ofDays(1);

    private final long nanos;
    private final long startedAt = System.nanoTime();
    private volatile Runnable cancelAction = () -> {};
    private volatile boolean cancelled;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    /** Returns a deadline this long from now. */
    public static Deadline in(Duration time) {
        return new Deadline(time.toNanos());
    }

    /**
     * Returns the remaining time. It is at least one millisecond, because MongoDB takes a timeout of zero as no
     * timeout.
     */
    public Duration remaining() {
        if (nanos == Long.MAX_VALUE) {
            return UNLIMITED;
        }
        return Duration.ofMillis(Math.max(1, (nanos - (System.nanoTime() - startedAt)) / 1_000_000));
    }

    /** Returns whether the operation was abandoned. Its failures are then a consequence of that. */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Sets the action that stops the operation as far as possible. It runs now if the operation has already been
     * cancelled.
     */
    public void onCancel(Runnable stop) {
        cancelAction = stop;
        if (cancelled) {
            stop.run();
        }
    }

    void cancel() {
        cancelled = true;
        cancelAction.run();
    }
}
