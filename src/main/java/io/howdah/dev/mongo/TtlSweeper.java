package io.howdah.dev.mongo;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Removes expired documents from the collections with TTL indexes. Thread-safe. */
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
