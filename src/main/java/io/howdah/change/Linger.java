package io.howdah.change;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Pauses a reader of a busy stream between two replies, so that the next one has more changes: a reply costs as much
 * processor time as several of its changes. A stream with few changes is read without pauses. Used by one thread.
 */
final class Linger {

    /** Maximum time that a pause delays a change. */
    static final Duration PAUSE = Duration.ofMillis(5);

    /** With this number of changes per window, 1,000 per second, the reader pauses. */
    static final int BUSY = 100;

    static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A reply with as many changes is full enough. */
    private static final int FULL = 200;

    private final LongSupplier nanoTime;
    private long windowStart;
    private int inWindow;
    private boolean busy;

    Linger() {
        this(System::nanoTime);
    }

    Linger(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
    }

    /** Returns the pause after a reply with this number of changes. */
    Optional<Duration> afterBatch(int changes) {
        long now = nanoTime.getAsLong();
        inWindow += changes;
        if (now - windowStart >= WINDOW_NANOS) {
            busy = inWindow >= BUSY * ((now - windowStart) / WINDOW_NANOS);
            inWindow = 0;
            windowStart = now;
        }
        return busy && changes > 0 && changes < FULL ? Optional.of(PAUSE) : Optional.empty();
    }
}
