package io.howdah.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What keeps something from going on, and since when: from its first reason until it is over, whatever other reasons come. */
public final class FailureState {

    /** How long an operation of MongoDB may take before it counts as trouble; a healthy server takes less. */
    private static final Duration SLOW = Duration.ofSeconds(5);

    private volatile @Nullable Present present;

    /**
     * One that is not over.
     *
     * @param reason the last reason
     * @param since when it began
     */
    public record Present(String reason, Instant since) {

        /** Return it as health says it, such as {@code since 2026-03-02T09:30:00Z: connection refused}. */
        public String text() {
            return "since " + since + ": " + reason;
        }
    }

    /** Return the trouble of an operation of MongoDB that was sent then, or empty while that is not long ago. */
    public static Optional<Present> noAnswer(@Nullable Instant sent) {
        return sent == null || Instant.now().isBefore(sent.plus(SLOW))
                ? Optional.empty()
                : Optional.of(new Present("MongoDB gives no answer", sent));
    }

    /** There is none yet. */
    public FailureState() {}

    /** Notes why it does not go on. */
    public synchronized void is(String reason) {
        Present before = present;
        present = new Present(reason, before == null ? Instant.now() : before.since());
    }

    /** Notes that it goes on. */
    public void isOver() {
        // Asked for each change that goes well: a read costs less than a write.
        if (present != null) {
            clear();
        }
    }

    private synchronized void clear() {
        present = null;
    }

    /** Return the last reason, or "" while it goes on. */
    public String reason() {
        Present now = present;
        return now == null ? "" : now.reason();
    }

    /** Return it, or empty while it goes on. */
    public Optional<Present> present() {
        return Optional.ofNullable(present);
    }

    /** Return it as health says it, or "" while it goes on. */
    public String text() {
        return present().map(Present::text).orElse("");
    }
}
