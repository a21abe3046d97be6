package io.howdah.ingest;

import java.util.OptionalInt;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one part of a document: of {@code main}, or of a field that a topic of its own writes.
 *
 * @param version the newest version that was told, or null where a null value came first; the offset where the part has no
 *     version field
 * @param source the record that made it so, or null where none is known
 * @param deleted whether it is deleted
 * @param unversioned whether it was deleted by a record that told no version, such as a null value
 */
record PartState(@Nullable Object version, @Nullable Source source, boolean deleted, boolean unversioned) {

    private static final String SOURCE = "src";
    private static final String DELETED = "del";
    private static final String UNVERSIONED = "nul";

    /** Reads what {@link #mark} wrote. */
    static PartState of(@Nullable Object version, Document stored) {
        Document source = stored.get(SOURCE, Document.class);
        return new PartState(
                version,
                source == null ? null : Source.of(source),
                stored.getBoolean(DELETED, false),
                stored.getBoolean(UNVERSIONED, false));
    }

    /** The state after a change that is newer than this one, or the first of all. */
    static PartState after(RecordChange change, @Nullable PartState before) {
        boolean unversioned = change.version() == null && change.isDeletion();
        Object kept = before == null ? null : before.version();
        return new PartState(unversioned ? kept : change.version(), change.source(), change.isDeletion(), unversioned);
    }

    /** Writes all but the version, which has a place of its own. */
    void mark(Document stored) {
        if (source != null) {
            stored.append(SOURCE, source.toDocument());
        }
        if (deleted) {
            stored.append(DELETED, true);
        }
        if (unversioned) {
            stored.append(UNVERSIONED, true);
        }
    }

    /**
     * Whether a change is newer than this state; one that is not is stale and leaves no trace.
     *
     * @param versioned whether a field is the version; else the records' places are
     * @param reapplyEqual whether the record that made this state, or another of its version, is newer too
     */
    boolean isOlderThan(RecordChange change, boolean versioned, boolean reapplyEqual) {
        boolean after = source == null || change.source().isAfter(source);
        if (source != null && reapplyEqual && change.source().isSameRecord(source)) {
            return true;
        }
        OptionalInt order = !versioned || change.version() == null || version == null
                ? OptionalInt.empty()
                : Versions.compare(change.version(), version);
        if (order.isEmpty()) {
            return after;
        }
        if (unversioned) {
            // What a null value deleted comes back by an event that is newer in both ways.
            return after && order.getAsInt() > 0;
        }
        if (order.getAsInt() != 0) {
            return order.getAsInt() > 0;
        }
        // A tombstone stays, or a late copy of the last event would undo it.
        return !deleted && (reapplyEqual || (source != null && change.source().isSamePartition(source) && after));
    }
}
