package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.Counts;
import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.ingest.rebuild.Rebuild.Plan;
import io.howdah.ingest.rebuild.Rebuild.Position;
import io.howdah.ingest.rebuild.Rebuild.Run;
import io.howdah.ingest.rebuild.Rebuild.State;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import java.time.Instant;
import java.util.List;

/** Provides a model and states of its rebuild in the ledger. */
final class SomeRebuild {

    static final ReadModel RIDE = ReadModels.load(List.of(new SdlSource(
                    "rides.graphqls", "type Ride @readModel(collection: \"rides\", key: \"id\") @public { id: ID! }")))
            .get("Ride");

    static final String FINGERPRINT = "f1";

    private SomeRebuild() {}

    static Rebuild full(State state, Phase phase) {
        return of(state, phase, new Plan("rides", "rides--2", 2, false, false, null, null, FINGERPRINT), List.of());
    }

    static Rebuild inPlace(State state, String key, Instant since) {
        return of(state, Phase.READING, new Plan("rides", null, 1, false, false, key, since, FINGERPRINT), List.of());
    }

    static Rebuild of(State state, Phase phase, Plan plan, List<Position> positions) {
        return new Rebuild(
                "Ride",
                state,
                phase,
                plan,
                new Run(1, "1-a", Instant.EPOCH, Instant.EPOCH, 0, false, null),
                positions,
                new Counts(0, 0, 0, 0, 0),
                Instant.EPOCH,
                null,
                state == State.FAILED ? "too many dead letters" : null);
    }

    static Rebuild heard(Rebuild rebuild, long epoch, Instant beat) {
        Run lease = new Run(epoch, "1-a", beat, Instant.EPOCH, 0, false, null);
        return new Rebuild(
                rebuild.model(),
                rebuild.state(),
                rebuild.phase(),
                rebuild.plan(),
                lease,
                rebuild.positions(),
                rebuild.counts(),
                rebuild.startedAt(),
                rebuild.endedAt(),
                rebuild.reason());
    }
}
