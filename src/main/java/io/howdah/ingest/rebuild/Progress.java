package io.howdah.ingest.rebuild;

import io.howdah.ingest.IngestOutcome;
import io.howdah.ingest.rebuild.Rebuild.Counts;
import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.ingest.rebuild.Rebuild.Position;
import java.util.List;

/** How far a rebuild of this process is. What it tells is written by one thread, and read by the heartbeat as well. */
final class Progress {

    private final RebuildLedger ledger;
    private final RebuildRetries patience;
    private volatile Rebuild state;

    Progress(RebuildLedger ledger, RebuildRetries patience, Rebuild claimed) {
        this.ledger = ledger;
        this.patience = patience;
        this.state = claimed;
    }

    Rebuild state() {
        return state;
    }

    /** Whether what the topics do not tell any more may be passed over. */
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
     * Saves it, so that another process can go on from here, and returns what is stored then.
     *
     * @throws StoppedException if another process runs it, or somebody asked to stop
     */
    Rebuild save(Phase phase) {
        state = with(phase, state.positions(), state.counts());
        Rebuild stored = patience.persist(
                () -> ledger.save(state).orElseThrow(() -> new StoppedException("another process runs it")));
        if (stored.lease().stop()) {
            throw new StoppedException("asked to stop");
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
