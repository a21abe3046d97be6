package io.howdah.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds fences that nobody renews: the rebuild that raised them is dead. It goes by how long this process has seen the
 * same revision, since clocks of different machines differ.
 */
final class AbandonedFences {

    private record Seen(long revision, long nanos) {}

    private final Duration lifetime;
    private final Map<String, Seen> seen = new HashMap<>();

    /** Finds those that were not renewed for this long. */
    AbandonedFences(Duration lifetime) {
        this.lifetime = lifetime;
    }

    /** Whether the pointer has a fence and was not written for the lifetime; to be asked now and then by one thread. */
    boolean isAbandoned(Pointer pointer) {
        if (!pointer.isSwitching()) {
            seen.remove(pointer.model());
            return false;
        }
        Seen before = seen.get(pointer.model());
        if (before == null || before.revision() != pointer.revision()) {
            seen.put(pointer.model(), new Seen(pointer.revision(), System.nanoTime()));
            return false;
        }
        return System.nanoTime() - before.nanos() > lifetime.toNanos();
    }
}
