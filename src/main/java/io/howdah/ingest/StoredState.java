package io.howdah.ingest;

import io.howdah.ingest.RecordChange.Source;
import java.time.Instant;
import java.util.Date;
import java.util.OptionalInt;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What the read model holds of one key, or would hold after some of a batch's changes.
 *
 * @param document the document without {@code _h}; under a tombstone the last one
 * @param deleted whether it is a tombstone
 * @param version the version that it has, or null where none was ever told
 * @param source the record that made it so, or null where no record did
 * @param at when its event happened, or null where no record did
 * @param traceparent its event's trace context, or null
 */
record StoredState(
        Document document,
        boolean deleted,
        @Nullable Object version,
        @Nullable Source source,
        @Nullable Instant at,
        @Nullable String traceparent) {

    /** The name of the version in {@code _h.v} for the topic that owns the document as a whole. */
    static final String MAIN_PART = "main";

    static StoredState of(Document stored) {
        Document header = stored.get("_h", new Document());
        Document source = header.get("src", Document.class);
        Date at = header.getDate("at");
        Document document = new Document(stored);
        document.remove("_h");
        return new StoredState(
                document,
                header.getBoolean("del", false),
                header.get("v", new Document()).get(MAIN_PART),
                source == null ? null : Source.of(source),
                at == null ? null : at.toInstant(),
                header.getString("tp"));
    }

    /** The first state of a key that nothing is known of. */
    static StoredState after(RecordChange change) {
        Document document = change.document();
        return new StoredState(
                document == null ? new Document("_id", change.id()) : document,
                document == null,
                change.version(),
                change.source(),
                change.at(),
                change.traceparent());
    }

    /** This state after a change that is newer. A deletion keeps the document, and the version where it tells none. */
    StoredState apply(RecordChange change) {
        StoredState next = after(change);
        if (!next.deleted()) {
            return next;
        }
        Object kept = change.version() == null ? version : change.version();
        return new StoredState(document, true, kept, next.source(), next.at(), next.traceparent());
    }

    /** Whether the change is newer than this state; one that is not is stale and leaves no trace. */
    boolean isOlderThan(RecordChange change) {
        OptionalInt order = change.version() == null || version == null
                ? OptionalInt.empty()
                : Versions.compare(change.version(), version);
        if (order.isEmpty()) {
            return isRecordedBefore(change.source(), true);
        }
        if (order.getAsInt() != 0) {
            return order.getAsInt() > 0;
        }
        // Equal versions are decided by offset; a tombstone stays, or a late copy of the last event would undo it.
        return !deleted && isRecordedBefore(change.source(), false);
    }

    private boolean isRecordedBefore(Source other, boolean elsewhere) {
        if (source == null) {
            return true;
        }
        return source.isSamePartition(other) ? other.offset() > source.offset() : elsewhere;
    }
}
