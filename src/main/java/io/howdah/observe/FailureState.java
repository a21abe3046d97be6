package io.howdah.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thread-safe state of a failure that is retried: its last reason, and the time of its first one. */
public final class FailureState {

    /** How long an operation of MongoDB may take before it counts as a failure; a healthy server needs less. */
    private static final Duration SLOW = Duration.ofSeconds(5);

    private volatile @Nullable Present present;

    /**
     * A failure that persists.
     *
     * @param reason the last reason
     * @param since the time of its first reason
     */
    public record Present(String reason, Instant since) {

        /** Returns the text for health, such as {@code since 2026-03-02T09:30:00Z: connection refused}. */
        public String text() {
            return "since " + since + ": " + reason;
        }
    }

    /**
     * Returns the failure of an operation of MongoDB without a response; empty if it was sent recently.
     *
     * @param sent when it was sent, or null if none waits
     */
    public static Optional<Present> noResponse(@Nullable Instant sent) {
        return sent == null || Instant.now().isBefore(sent.plus(SLOW))
                ? Optional.empty()
                : Optional.of(new Present("MongoDB does not respond", sent));
    }

    /** Creates a state without a failure. */
    public FailureState() {}

    /** Records a failure; the time of the first one is kept. */
    public synchronized void failed(String reason) {
        Present before = present;
        present = new Present(reason, before == null ? Instant.now() : before.since());
    }

    /** Ends the failure. */
    public void recovered() {
        // Called after each success: a read costs less than a lock.
        if (present != null) {
            clear();
        }
    }

    private synchronized void clear() {
        present = null;
    }

    /** Returns the last reason, "" without a failure. */
    public String reason() {
        Present now = present;
        return now == null ? "" : now.reason();
    }

    /** Returns the failure, if there is one. */
    public Optional<Present> present() {
        return Optional.ofNullable(present);
    }

    /** Returns the text for health, "" without a failure. */
    public String text() {
        return present().map(Present::text).orElse("");
    }
}
