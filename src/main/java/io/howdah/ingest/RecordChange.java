package io.howdah.ingest;

import java.time.Instant;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What one record asks of the read model.
 *
 * @param id the document's {@code _id}
 * @param part the part that the record's topic writes, {@code main} for the document but its other parts
 * @param content for the main part the whole new document without {@code _h}, for another its object; null for a deletion
 * @param version the value that orders the changes of one key, or null where a deletion does not tell it, or where the
 *     record's place does
 * @param source the record's place
 * @param at when the event happened
 * @param traceparent the event's W3C trace context, or null
 * @param record the record itself, for the case that the server refuses its document
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

    /** The same change at another time. */
    RecordChange happenedAt(Instant time) {
        return new RecordChange(id, part, content, version, source, time, traceparent, record);
    }

    boolean isDeletion() {
        return content == null;
    }
}
