package io.howdah.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Detects lease holders that no longer send heartbeats because their process is dead. Measures by its own clock how long
 * the heartbeat value has not changed, because clocks of different machines differ. Thread-safe.
 */
public final class SilentHolders {

    private record Seen(Object sign, long since, long last) {}

    private final long lifetime;
    private final long maxGap;
    private final Map<String, Seen> seen = new HashMap<>();

    /**
     * Creates a detector without known holders.
     *
     * @param lifetime maximum time without a new heartbeat: several times the interval between two heartbeats
     */
    public SilentHolders(Duration lifetime) {
        this.lifetime = lifetime.toNanos();
        this.maxGap = lifetime.toNanos() / 2;
    }

    /**
     * Returns whether a holder's heartbeat has not changed for longer than the lifetime. Call it several times within a
     * lifetime: while MongoDB is unavailable, neither this process sees heartbeats nor can the holder send any.
     *
     * @param key the lease
     * @param sign the value that the holder changes with each heartbeat
     */
    public synchronized boolean isSilent(String key, Object sign) {
        long now = System.nanoTime();
        Seen before = seen.get(key);
        long since =
                before != null && before.sign().equals(sign) && now - before.last() < maxGap ? before.since() : now;
        seen.put(key, new Seen(sign, since, now));
        return now - since > lifetime;
    }

    /** Forgets a lease without a holder. */
    public synchronized void forget(String key) {
        seen.remove(key);
    }
}
