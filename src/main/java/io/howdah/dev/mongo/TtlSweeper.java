package io.howdah.dev.mongo;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows which collections have TTL indexes, and removes what is over. */
final class TtlSweeper {

    private final Set<EmbeddedCollection> collections = ConcurrentHashMap.newKeySet();

    void watch(EmbeddedCollection collection) {
        collections.add(collection);
    }

    void forget(EmbeddedCollection collection) {
        collections.remove(collection);
    }

    void sweep(Instant now) {
        collections.forEach(collection -> collection.removeExpired(now));
    }
}
