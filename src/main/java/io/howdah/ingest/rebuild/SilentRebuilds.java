package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds rebuilds that run and are not heard of: their process is dead. It goes by how long this process has seen the same
 * beat, since clocks of different machines differ.
 */
final class SilentRebuilds {

    /** Several beats long. */
    static final Duration SILENCE = Duration.ofSeconds(15);

    private record Seen(long epoch, Instant beat, long since, long last) {

        boolean isSame(Rebuild.Lease lease) {
            return epoch == lease.epoch() && beat.equals(lease.beat());
        }
    }

    private final long silence;
    private final long longestGap;
    private final Map<String, Seen> seen = new HashMap<>();

    /** Finds those that were not heard of for this long. */
    SilentRebuilds(Duration silence) {
        this.silence = silence.toNanos();
        this.longestGap = silence.toNanos() / 2;
    }

    /** Whether it runs and was not heard of for that long; it must be asked every few seconds to know. */
    synchronized boolean isSilent(Rebuild rebuild) {
        if (rebuild.state() != State.RUNNING) {
            seen.remove(rebuild.model());
            return false;
        }
        Rebuild.Lease lease = rebuild.lease();
        long now = System.nanoTime();
        Seen before = seen.get(rebuild.model());
        // Who did not look, since MongoDB was away, could not hear; nor could the other be heard.
        long since = before != null && before.isSame(lease) && now - before.last() < longestGap ? before.since() : now;
        seen.put(rebuild.model(), new Seen(lease.epoch(), lease.beat(), since, now));
        return now - since > silence;
    }
}
