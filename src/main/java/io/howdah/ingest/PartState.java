package io.howdah.ingest;

import java.util.OptionalInt;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * State of one part of a document: {@code main}, or a field that is fed by a topic of its own.
 *
 * @param version the newest known version, or null if the first change was a null value; the offset if the part has no
 *     version field
 * @param source the record that caused this state, or null if it is not known
 * @param deleted whether the part is deleted
 * @param unversioned whether a record without a version deleted it, such as a null value
 */
record PartState(@Nullable Object version, @Nullable Source source, boolean deleted, boolean unversioned) {

    private static final String SOURCE = "src";
    private static final String DELETED = "del";
    private static final String UNVERSIONED = "nul";

    /** Reads the state that {@link #mark} wrote. */
    static PartState of(@Nullable Object version, Document stored) {
        Document source = stored.get(SOURCE, Document.class);
        return new PartState(
                version,
                source == null ? null : Source.of(source),
                stored.getBoolean(DELETED, false),
                stored.getBoolean(UNVERSIONED, false));
    }

    /** Returns the state after a change that is newer than {@code before}, or that is the first. */
    static PartState after(RecordChange change, @Nullable PartState before) {
        boolean unversioned = change.version() == null && change.isDeletion();
        Object known = before == null ? null : before.version();
        Source source = change.source().following(before == null ? null : before.source());
        return new PartState(unversioned ? known : change.version(), source, change.isDeletion(), unversioned);
    }

    /** Writes the state except for the version, which is stored separately. */
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
     * Returns whether a change is newer than this state. Other changes are stale and leave no trace.
     *
     * @param versioned whether the part has a version field; otherwise Kafka positions define the order
     * @param reapplyEqual whether the record that caused this state counts as newer; another record with the same
     *     version does not, because it may be older
     */
    boolean isOlderThan(RecordChange change, boolean versioned, boolean reapplyEqual) {
        if (reapplyEqual && source != null && change.source().isSameRecord(source)) {
            return true;
        }
        return isOlderThan(change.version(), change.source(), versioned);
    }

    /**
     * Returns whether another state of the same part is newer than this one.
     *
     * @param versioned whether the part has a version field; otherwise Kafka positions define the order
     */
    boolean isOlderThan(PartState other, boolean versioned) {
        if (source != null && other.source != null && other.source.isSameRecord(source)) {
            // A null value keeps the version known before it, which only one of the two states may have seen.
            return other.version != null && (version == null || isGreater(other.version, version));
        }
        return isOlderThan(other.unversioned ? null : other.version, other.source, versioned);
    }

    /** Decides what is newer, by version and Kafka position; either may be null if it is not known. */
    private boolean isOlderThan(@Nullable Object changeVersion, @Nullable Source from, boolean versioned) {
        boolean after = from != null && (source == null || from.isAfter(source));
        OptionalInt order = !versioned || changeVersion == null || version == null
                ? OptionalInt.empty()
                : Versions.compare(changeVersion, version);
        if (order.isEmpty()) {
            return after;
        }
        if (unversioned) {
            // Only an event that is newer in both respects restores what a null value deleted.
            return after && order.getAsInt() > 0;
        }
        if (order.getAsInt() != 0) {
            return order.getAsInt() > 0;
        }
        // A tombstone wins over its own version; otherwise a late copy of the last event would undo it.
        return !deleted && source != null && from != null && from.isSamePartition(source) && after;
    }

    private static boolean isGreater(Object one, Object other) {
        return Versions.compare(one, other).orElse(0) > 0;
    }
}
