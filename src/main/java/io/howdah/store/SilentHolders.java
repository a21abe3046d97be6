package io.howdah.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds holders of leases that have gone silent, since their process is dead. It goes by how long this process has seen the same sign of
 * life, by its own clock: clocks of different machines differ.
 */
public final class SilentHolders {

    private record Seen(Object sign, long since, long last) {}

    private final long lifetime;
    private final long maxGap;
    private final Map<String, Seen> seen = new HashMap<>();

    /**
     * Knows no holder yet.
     *
     * @param lifetime how long a holder may give the same sign: several times as long as between two of its signs
     */
    public SilentHolders(Duration lifetime) {
        this.lifetime = lifetime.toNanos();
        this.maxGap = lifetime.toNanos() / 2;
    }

    /**
     * Returns whether a holder has given the same sign for longer than the lifetime. Ask several times within a lifetime: a process that
     * did not look, since MongoDB was away, could not hear a sign, and the holder could not give one.
     *
     * @param key the lease
     * @param sign what the holder changes to show that it lives
     */
    public synchronized boolean isSilent(String key, Object sign) {
        long now = System.nanoTime();
        Seen before = seen.get(key);
        long since =
                before != null && before.sign().equals(sign) && now - before.last() < maxGap ? before.since() : now;
        seen.put(key, new Seen(sign, since, now));
        return now - since > lifetime;
    }

    /** Forgets a lease that nobody holds. */
    public synchronized void forget(String key) {
        seen.remove(key);
    }
}
