package io.howdah.ingest.rebuild;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Options of a rebuild.
 *
 * @param restart start over and drop the result of an interrupted rebuild instead of resuming it
 * @param keepMissing carry over documents that the topics no longer contain
 * @param dropOld drop the former collections when every process reads the new one
 * @param key reapply only the records with this key to the current collection
 * @param since reapply only the records from this time on to the current collection
 */
public record RebuildRequest(
        boolean restart, boolean keepMissing, boolean dropOld, Optional<String> key, Optional<Instant> since) {

    /**
     * Creates a request. Times are truncated to milliseconds, the precision of the ledger and of Kafka's time index.
     */
    public RebuildRequest {
        since = since.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
    }

    /** Rebuild without options: starts one, or resumes an interrupted one. */
    public static final RebuildRequest PLAIN =
            new RebuildRequest(false, false, false, Optional.empty(), Optional.empty());

    /** Returns whether the rebuild writes the current collection instead of a new one. */
    public boolean isInPlace() {
        return key.isPresent() || since.isPresent();
    }
}
