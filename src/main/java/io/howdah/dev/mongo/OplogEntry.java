package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;

/**
 * A change at its place in the log.
 *
 * @param clusterTime unique, and rising with the order of the changes: the entry's position
 * @param wallTime when it happened
 * @param change what happened
 */
record OplogEntry(BsonTimestamp clusterTime, Instant wallTime, Change change) {

    /** The change event that a stream shows, without a looked-up document; its values are the log's own. */
    Document toEvent() {
        Document event = header(token(), change.operation());
        event.putAll(change.fields());
        return event;
    }

    /** The event that ends a stream whose collection or database this entry has taken away. */
    Document toInvalidateEvent() {
        return header(invalidateToken(), Change.INVALIDATE);
    }

    ResumeToken token() {
        return new ResumeToken(clusterTime, true, false, change.uuid(), change.documentKey());
    }

    ResumeToken invalidateToken() {
        return new ResumeToken(clusterTime, true, true, change.uuid(), null);
    }

    private Document header(ResumeToken token, String operationType) {
        return new Document("_id", token.toDocument())
                .append("operationType", operationType)
                .append("clusterTime", clusterTime)
                .append("wallTime", wallTime);
    }
}
