package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The documents of a TTL index, the oldest first: a sweep reads only expired documents.
 *
 * <p>Guarded by the lock of its collection.
 */
final class ExpiryQueue {

    private final TimeToLive timeToLive;
    private final TreeSet<Expiry> expiries =
            new TreeSet<>(Comparator.comparing(Expiry::since).thenComparing(Expiry::position));

    ExpiryQueue(TimeToLive timeToLive) {
        this.timeToLive = timeToLive;
    }

    TimeToLive timeToLive() {
        return timeToLive;
    }

    void add(Document document, Integer position) {
        Instant since = timeToLive.since(document);
        if (since != null) {
            expiries.add(new Expiry(since, position));
        }
    }

    /** Removes a document, which must be unchanged since it was added. */
    void remove(Document document, Integer position) {
        Instant since = timeToLive.since(document);
        if (since != null) {
            expiries.remove(new Expiry(since, position));
        }
    }

    /** Returns the positions of expired documents, whether or not the filter of the index covers them. */
    List<Integer> expired(Instant now) {
        Expiry end = new Expiry(now.minusSeconds(timeToLive.seconds()), Integer.MIN_VALUE);
        return expiries.headSet(end).stream().map(Expiry::position).toList();
    }

    private record Expiry(Instant since, Integer position) {}
}
