package io.howdah.ingest;

import java.time.Instant;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Change of the read model by one record.
 *
 * @param id the document's {@code _id}
 * @param part the part that the record's topic feeds; {@code main} is the document without its other parts
 * @param content for the main part the new document without {@code _h}, for another part its object; null for a
 *     deletion
 * @param version the value that orders the changes of a key; null for a deletion without a version. For a part without
 *     a version field, the record's offset
 * @param source the record's position in Kafka
 * @param at when the event happened
 * @param traceparent the event's W3C trace context, or null
 * @param record the record, in case MongoDB rejects its document
 */
record RecordChange(
        Object id,
        String part,
        @Nullable Document content,
        @Nullable Object version,
        Source source,
        Instant at,
        @Nullable String traceparent,
        SourceRecord record) {

    /** Returns a copy with another time. */
    RecordChange happenedAt(Instant time) {
        return new RecordChange(id, part, content, version, source, time, traceparent, record);
    }

    boolean isDeletion() {
        return content == null;
    }
}
