package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;

/**
 * A change with its position in the oplog.
 *
 * @param clusterTime the entry's position: unique, and increasing
 * @param wallTime when it happened
 * @param change what happened
 */
record OplogEntry(BsonTimestamp clusterTime, Instant wallTime, Change change) {

    /** Returns the change event, without a looked-up document. Its values are those of the oplog and must not be changed. */
    Document toEvent() {
        Document event = header(token(), change.operation());
        event.putAll(change.fields());
        return event;
    }

    /** Returns the event that ends a stream after its collection or database was dropped or renamed. */
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
