package io.howdah.ingest;

import java.util.Optional;

/**
 * Where a batch is stored, which records count as stale, and whether old ones may bring a deleted document back.
 *
 * @param collection the collection to write, or empty for the model's present one
 * @param reapplyEqual whether the record that a document came from is applied to it again, as after its transform was
 *     corrected; an older one is stale all the same, also one of the same version
 * @param forgotten what becomes of a record whose key's deletion may be forgotten
 */
public record IngestTarget(Optional<String> collection, boolean reapplyEqual, Forgotten forgotten) {

    /**
     * What becomes of a record that is older than tombstones are kept, when nothing of its part is stored: a later record may
     * have deleted it.
     */
    public enum Forgotten {
        /** It is stored: who reads a whole topic comes to the later record too. */
        STORE,
        /** It is stored, and the outcome names it. */
        REPORT,
        /** It is left out, and the outcome names it. */
        REFUSE
    }

    /** What a topic's consumer does: the model's present collection, and only what is newer. */
    public static final IngestTarget LIVE = new IngestTarget(Optional.empty(), false, Forgotten.STORE);

    static final String PROPERTY = "HowdahIngestTarget";

    /** Returns the target of a rebuild: a new collection, or the present one, where equal records are applied again. */
    public static IngestTarget rebuild(Optional<String> shadow) {
        return new IngestTarget(shadow, shadow.isEmpty(), Forgotten.STORE);
    }

    /**
     * Returns the target of single records out of a topic's past.
     *
     * @param force whether they are stored even if they may undo a deletion
     */
    public static IngestTarget replay(boolean force) {
        return new IngestTarget(Optional.empty(), false, force ? Forgotten.REPORT : Forgotten.REFUSE);
    }
}
