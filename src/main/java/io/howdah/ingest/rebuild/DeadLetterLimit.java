package io.howdah.ingest.rebuild;

import io.howdah.ingest.DeadLetterRatio;
import io.howdah.ingest.rebuild.Rebuild.Counts;
import java.util.HashMap;
import java.util.Map;

/** Ends a rebuild with too many dead letters: something else than the records is wrong, such as a new transform. */
final class DeadLetterLimit {

    private final double ratio;
    private final Map<String, DeadLetterRatio> windows = new HashMap<>();

    /** Allows this share of dead letters, from 0 to 1. */
    DeadLetterLimit(double ratio) {
        this.ratio = ratio;
    }

    /**
     * Counts records of a route, by the same rule as its live ingest.
     *
     * @throws RebuildRefusedException if too many of its last ones are dead letters
     */
    void add(String routeId, int records, int deadLetters) {
        DeadLetterRatio window = windows.computeIfAbsent(routeId, id -> new DeadLetterRatio(ratio));
        if (window.wouldExceed(records, deadLetters)) {
            throw refusal("too many of the last " + DeadLetterRatio.WINDOW + " records of " + routeId);
        }
        window.add(records, deadLetters);
    }

    /**
     * Looks at all that was read, before it takes the place of what is there; few records tell enough for that.
     *
     * @throws RebuildRefusedException if too many of all are dead letters
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
                + "; mend the transform or the SDL, or set a greater ratio if they are really bad, then begin anew with"
                + " --restart");
    }
}
