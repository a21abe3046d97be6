package io.howdah.rebuild;

import io.howdah.rebuild.Rebuild.State;
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

    private record Seen(long epoch, Instant beat, long nanos) {}

    private final Duration silence;
    private final Map<String, Seen> seen = new HashMap<>();

    /** Finds those that were not heard of for this long. */
    SilentRebuilds(Duration silence) {
        this.silence = silence;
    }

    /** Whether it runs and was not heard of for that long; it must be asked every few seconds to know. */
    synchronized boolean isSilent(Rebuild rebuild) {
        if (rebuild.state() != State.RUNNING) {
            seen.remove(rebuild.model());
            return false;
        }
        Rebuild.Lease lease = rebuild.lease();
        Seen before = seen.get(rebuild.model());
        if (before == null || before.epoch() != lease.epoch() || !before.beat().equals(lease.beat())) {
            seen.put(rebuild.model(), new Seen(lease.epoch(), lease.beat(), System.nanoTime()));
            return false;
        }
        return System.nanoTime() - before.nanos() > silence.toNanos();
    }
}
