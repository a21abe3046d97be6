package io.howdah.ingest;

import java.util.Optional;

/**
 * Where a batch is stored, and which records count as stale.
 *
 * @param collection the collection to write, or empty for the model's present one
 * @param reapplyEqual whether the record that a document came from is applied to it again, as after its transform was
 *     corrected; an older one is stale all the same, also one of the same version
 */
public record IngestTarget(Optional<String> collection, boolean reapplyEqual) {

    /** What a topic's consumer does: the model's present collection, and only what is newer. */
    public static final IngestTarget LIVE = new IngestTarget(Optional.empty(), false);

    static final String PROPERTY = "HowdahIngestTarget";
}
