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
        Source source = change.source().over(before == null ? null : before.source());
        return new PartState(unversioned ? kept : change.version(), source, change.isDeletion(), unversioned);
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
     * @param reapplyEqual whether the very record that made this state is newer too. Another record of its version is not:
     *     it may be an older one
     */
    boolean isOlderThan(RecordChange change, boolean versioned, boolean reapplyEqual) {
        if (reapplyEqual && source != null && change.source().isSameRecord(source)) {
            return true;
        }
        return isOlderThan(change.version(), change.source(), versioned);
    }

    /**
     * Whether another state of the same part is newer than this one.
     *
     * @param versioned whether a field is the version; else the records' places are
     */
    boolean isOlderThan(PartState other, boolean versioned) {
        if (source != null && other.source != null && other.source.isSameRecord(source)) {
            // A null value keeps the version that was known before it, which only one of the two may have seen.
            return other.version != null && (version == null || isGreater(other.version, version));
        }
        return isOlderThan(other.unversioned ? null : other.version, other.source, versioned);
    }

    /** The one rule of what is newer: by what a record told, or null, and by its place, or null where that is not known. */
    private boolean isOlderThan(@Nullable Object told, @Nullable Source from, boolean versioned) {
        boolean after = from != null && (source == null || from.isAfter(source));
        OptionalInt order =
                !versioned || told == null || version == null ? OptionalInt.empty() : Versions.compare(told, version);
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
        return !deleted && source != null && from != null && from.isSamePartition(source) && after;
    }

    private static boolean isGreater(Object one, Object other) {
        return Versions.compare(one, other).orElse(0) > 0;
    }
}
