package io.howdah.ingest.rebuild;

import io.howdah.ingest.IngestOutcome;
import io.howdah.ingest.rebuild.Rebuild.Counts;
import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.ingest.rebuild.Rebuild.Position;
import java.util.List;

/** Progress of a rebuild in this process. Written by one thread and read by the heartbeat's thread as well. */
final class Progress {

    private final RebuildLedger ledger;
    private final RebuildRetries retries;
    private volatile Rebuild state;

    Progress(RebuildLedger ledger, RebuildRetries retries, Rebuild claimed) {
        this.ledger = ledger;
        this.retries = retries;
        this.state = claimed;
    }

    Rebuild state() {
        return state;
    }

    /** Returns whether records that the topics no longer contain may be skipped. */
    boolean mayMiss() {
        return state.plan().keepMissing() || state.isInPlace();
    }

    void positions(List<Position> positions) {
        state = with(state.phase(), positions, state.counts());
    }

    void add(IngestOutcome outcome) {
        Counts counts = state.counts();
        state = with(
                state.phase(),
                state.positions(),
                new Counts(
                        counts.applied() + outcome.applied(),
                        counts.collapsed() + outcome.collapsed(),
                        counts.stale() + outcome.stale(),
                        counts.deadLettered() + outcome.deadLettered(),
                        counts.carriedOver()));
    }

    void addCarriedOver(int documents) {
        Counts counts = state.counts();
        state = with(
                state.phase(),
                state.positions(),
                new Counts(
                        counts.applied(),
                        counts.collapsed(),
                        counts.stale(),
                        counts.deadLettered(),
                        counts.carriedOver() + documents));
    }

    /**
     * Saves the progress, so that another process can resume here, and returns the stored state.
     *
     * @throws StoppedException if another process runs the rebuild, or if an operator has stopped it
     */
    Rebuild save(Phase phase) {
        state = with(phase, state.positions(), state.counts());
        Rebuild stored = retries.retry(
                () -> ledger.save(state).orElseThrow(() -> new StoppedException("another process runs it")));
        if (stored.lease().stop()) {
            throw new StoppedException("stopped on request");
        }
        return stored;
    }

    private Rebuild with(Phase phase, List<Position> positions, Counts counts) {
        return new Rebuild(
                state.model(),
                state.state(),
                phase,
                state.plan(),
                state.lease(),
                positions,
                counts,
                state.startedAt(),
                state.endedAt(),
                state.reason());
    }
}
