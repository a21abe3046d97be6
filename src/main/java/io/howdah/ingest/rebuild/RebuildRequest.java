package io.howdah.ingest.rebuild;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What an operator asks for.
 *
 * @param restart begin anew and drop what an interrupted rebuild has made, instead of going on with it
 * @param keepMissing carry over what the topics no longer tell of
 * @param dropOld drop the former collections, once every process reads the present one
 * @param key no rebuild: apply the records with this key again to the present collection
 * @param since no rebuild: apply the records from this time on again to the present collection
 */
public record RebuildRequest(
        boolean restart, boolean keepMissing, boolean dropOld, Optional<String> key, Optional<Instant> since) {

    /** Makes one; what stands in the ledger, and in Kafka's index of times, are milliseconds. */
    public RebuildRequest {
        since = since.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
    }

    /** A rebuild without options: it begins, or goes on with whatever was interrupted. */
    public static final RebuildRequest PLAIN =
            new RebuildRequest(false, false, false, Optional.empty(), Optional.empty());

    /** Whether the present collection is written, rather than a new one. */
    public boolean isInPlace() {
        return key.isPresent() || since.isPresent();
    }
}
