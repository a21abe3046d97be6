package io.howdah.ingest;

import java.util.Optional;

/**
 * Target of a batch: its collection, which records are stale, and whether old records may restore a deleted document.
 *
 * @param collection the collection to write, or empty for the model's current one
 * @param reapplyEqual whether the record that a document came from is applied again, as after a fix of its transform;
 *     older records are stale, even with the same version
 * @param forgotten what happens to a record whose key may have a deletion that is no longer known
 */
public record IngestTarget(Optional<String> collection, boolean reapplyEqual, Forgotten forgotten) {

    /**
     * What happens to a record that is older than the tombstone lifetime if nothing of its part is stored: a later
     * record may have deleted it.
     */
    public enum Forgotten {
        /** Stored. A caller that reads the whole topic also reads the later record. */
        STORE,
        /** Stored, and reported in the outcome. */
        REPORT,
        /** Not stored, and reported in the outcome. */
        REFUSE
    }

    /** Target of a topic's consumer: the model's current collection, and only newer records. */
    public static final IngestTarget LIVE = new IngestTarget(Optional.empty(), false, Forgotten.STORE);

    static final String PROPERTY = "HowdahIngestTarget";

    /**
     * Returns the target of a rebuild: a new collection, or the current one, where equal records are applied again.
     */
    public static IngestTarget rebuild(Optional<String> shadow) {
        return new IngestTarget(shadow, shadow.isEmpty(), Forgotten.STORE);
    }

    /**
     * Returns the target of single old records.
     *
     * @param force whether they are stored even if they may undo a deletion
     */
    public static IngestTarget replay(boolean force) {
        return new IngestTarget(Optional.empty(), false, force ? Forgotten.REPORT : Forgotten.REFUSE);
    }
}
