package io.howdah.ingest.rebuild;

import io.howdah.ingest.DeadLetterRatio;
import io.howdah.ingest.rebuild.Rebuild.Counts;
import java.util.HashMap;
import java.util.Map;

/**
 * Fails a rebuild with too many dead letters, because then the cause is not in the records but, for example, in a new
 * transform.
 */
final class DeadLetterLimit {

    private final double ratio;
    private final Map<String, DeadLetterRatio> windows = new HashMap<>();

    /**
     * Creates a limit.
     *
     * @param ratio the maximum share of dead letters, from 0 to 1
     */
    DeadLetterLimit(double ratio) {
        this.ratio = ratio;
    }

    /**
     * Adds records of a route, by the same rule as live ingest.
     *
     * @throws RebuildRefusedException if too many of its last records are dead letters
     */
    void add(String routeId, int records, int deadLetters) {
        DeadLetterRatio window = windows.computeIfAbsent(routeId, id -> new DeadLetterRatio(ratio));
        if (window.wouldExceed(records, deadLetters)) {
            throw refusal("too many of the last " + DeadLetterRatio.WINDOW + " records of " + routeId);
        }
        window.add(records, deadLetters);
    }

    /**
     * Checks the total before the switch; a few records are enough for this.
     *
     * @throws RebuildRefusedException if too many of all records are dead letters
     */
    void requireFew(Counts counts) {
        long dead = counts.deadLettered();
        long records = counts.applied() + counts.collapsed() + counts.stale() + dead;
        if (dead > ratio * records) {
            throw refusal(dead + " of " + records + " records");
        }
    }

    private RebuildRefusedException refusal(String which) {
        return new RebuildRefusedException(which + " cannot be ingested, more than howdah.ingest.dlq-max-ratio=" + ratio
                + "; fix the transform or the SDL, or raise the ratio if the records are invalid, then start over with"
                + " --restart");
    }
}
