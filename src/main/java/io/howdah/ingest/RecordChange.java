package io.howdah.ingest;

import java.time.Instant;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What one record asks of the read model.
 *
 * @param id the document's {@code _id}
 * @param document the whole new document without {@code _h}, or null for a deletion
 * @param version the value that orders the changes of one key, or null where a deletion does not tell it
 * @param source the record's place, for {@code _h.src}
 * @param at when the event happened
 * @param traceparent the event's W3C trace context, or null
 * @param record the record itself, for the case that the server refuses its document
 */
record RecordChange(
        Object id,
        @Nullable Document document,
        @Nullable Object version,
        Source source,
        Instant at,
        @Nullable String traceparent,
        SourceRecord record) {

    /** A record's place, by the topic's id, so that a re-created topic is told from the old one. */
    record Source(String topicId, int partition, long offset) {

        static Source of(Document stored) {
            return new Source(stored.getString("topicId"), stored.getInteger("partition"), stored.getLong("offset"));
        }

        Document toDocument() {
            return new Document("topicId", topicId)
                    .append("partition", partition)
                    .append("offset", offset);
        }

        boolean isSamePartition(Source other) {
            return topicId.equals(other.topicId) && partition == other.partition;
        }
    }
}
