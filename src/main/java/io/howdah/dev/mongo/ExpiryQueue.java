package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The documents of a collection that a TTL index counts the time of, the oldest first: a sweep looks at what is over, not
 * at what is stored.
 *
 * <p>Its collection's lock guards it.
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

    /** Forgets a document, which is still as it was added. */
    void remove(Document document, Integer position) {
        Instant since = timeToLive.since(document);
        if (since != null) {
            expiries.remove(new Expiry(since, position));
        }
    }

    /** The positions of the documents whose time is over, covered by the index or not. */
    List<Integer> over(Instant now) {
        Expiry end = new Expiry(now.minusSeconds(timeToLive.seconds()), Integer.MIN_VALUE);
        return expiries.headSet(end).stream().map(Expiry::position).toList();
    }

    private record Expiry(Instant since, Integer position) {}
}
