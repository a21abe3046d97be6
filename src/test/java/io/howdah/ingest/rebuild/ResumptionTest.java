package io.howdah.ingest.rebuild;

import static io.howdah.ingest.rebuild.SomeRebuild.FINGERPRINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.ingest.rebuild.Rebuild.State;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResumptionTest {

    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00.123456Z");

    @Test
    void plainRequestResumesEveryRebuild() {
        Rebuild full = SomeRebuild.full(State.STOPPED, Phase.READING);
        Rebuild since = SomeRebuild.inPlace(State.STOPPED, null, SINCE);
        assertThat(Resumption.plan(full, RebuildRequest.PLAIN, "rides", FINGERPRINT))
                .isEqualTo(full.plan());
        assertThat(Resumption.plan(since, RebuildRequest.PLAIN, "rides", FINGERPRINT))
                .isEqualTo(since.plan());
    }

    @Test
    void timesAreComparedAsStored() {
        // Given a time as the ledger returns it
        RebuildRequest request = new RebuildRequest(false, false, false, Optional.empty(), Optional.of(SINCE));
        Rebuild since = SomeRebuild.inPlace(State.STOPPED, null, Instant.ofEpochMilli(SINCE.toEpochMilli()));

        // When, then
        assertThat(Resumption.plan(since, request, "rides", FINGERPRINT)).isEqualTo(since.plan());
    }

    @Test
    void otherRequestIsRejectedWithTheOptionsOfTheInterrupted() {
        Rebuild since = SomeRebuild.inPlace(State.STOPPED, null, SINCE);
        assertThatThrownBy(() -> Resumption.plan(
                        since,
                        new RebuildRequest(false, false, false, Optional.of("a"), Optional.empty()),
                        "rides",
                        FINGERPRINT))
                .isInstanceOf(RebuildRefusedException.class)
                .hasMessageContaining("--since " + SINCE)
                .hasMessageContaining("`howdah rebuild Ride`")
                .hasMessageContaining("--restart");
        assertThatThrownBy(() -> Resumption.plan(
                        since,
                        new RebuildRequest(false, true, false, Optional.empty(), Optional.empty()),
                        "rides",
                        FINGERPRINT))
                .isInstanceOf(RebuildRefusedException.class);
    }

    @Test
    void failedRebuildStartsOverUnlessItHasSwitched() {
        assertThatThrownBy(() -> Resumption.plan(
                        SomeRebuild.full(State.FAILED, Phase.READING), RebuildRequest.PLAIN, "rides", FINGERPRINT))
                .isInstanceOf(RebuildRefusedException.class)
                .hasMessageContaining("failed (too many dead letters)")
                .hasMessageContaining("--restart");
        Rebuild switched = SomeRebuild.full(State.FAILED, Phase.DROPPING);
        assertThat(Resumption.plan(switched, RebuildRequest.PLAIN, "rides", FINGERPRINT))
                .isEqualTo(switched.plan());

        // And a failed rebuild in place leaves nothing to resume
        assertThat(SomeRebuild.inPlace(State.FAILED, "a", null).isUnfinished()).isFalse();
        assertThat(SomeRebuild.inPlace(State.STOPPED, "a", null).isUnfinished()).isTrue();
    }

    @Test
    void rebuildWithOtherRoutesIsNotResumed() {
        assertThatThrownBy(() -> Resumption.plan(
                        SomeRebuild.full(State.STOPPED, Phase.READING), RebuildRequest.PLAIN, "rides", "f2"))
                .isInstanceOf(RebuildRefusedException.class)
                .hasMessageContaining("routes or SDL have changed")
                .hasMessageContaining("--restart");

        // And the routes do not matter if only the former collection remains to be dropped
        Rebuild switched = SomeRebuild.full(State.STOPPED, Phase.SWITCHED);
        assertThat(Resumption.plan(switched, RebuildRequest.PLAIN, "rides", "f2"))
                .isEqualTo(switched.plan());
    }
}
