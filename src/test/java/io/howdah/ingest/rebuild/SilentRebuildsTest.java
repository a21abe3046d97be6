package io.howdah.ingest.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.ingest.rebuild.Rebuild.State;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SilentRebuildsTest {

    private static final Duration POLL = Duration.ofMillis(50);

    private final SilentRebuilds silent = new SilentRebuilds(Duration.ofMillis(600));

    @Test
    void oneIsSilentWhenItsBeatStandsStillWhateverItsClockSays() {
        // Given a process whose clock is an hour late, and one whose clock is an hour early
        for (Duration skew : new Duration[] {Duration.ofHours(-1), Duration.ofHours(1)}) {
            Instant beat = Instant.now().plus(skew);
            Rebuild running = SomeRebuild.heard(SomeRebuild.full(State.RUNNING, Phase.READING), 1, beat);

            // Then
            assertThat(silent.isSilent(running)).isFalse();
            await().pollInterval(POLL).until(() -> silent.isSilent(running));
            assertThat(silent.isSilent(SomeRebuild.heard(running, 1, beat.plusSeconds(3))))
                    .isFalse();
            assertThat(silent.isSilent(SomeRebuild.heard(running, 2, beat.plusSeconds(3))))
                    .isFalse();
        }
    }

    @Test
    void whoDidNotLookDoesNotKnow() {
        // Given
        Rebuild running = SomeRebuild.full(State.RUNNING, Phase.READING);
        assertThat(silent.isSilent(running)).isFalse();

        // When nobody looks for a long time
        long begun = System.nanoTime();
        await().until(() -> System.nanoTime() - begun > Duration.ofMillis(700).toNanos());

        // Then
        assertThat(silent.isSilent(running)).isFalse();
    }

    @Test
    void oneThatDoesNotRunIsNotMissed() {
        Rebuild stopped = SomeRebuild.full(State.STOPPED, Phase.READING);
        assertThat(silent.isSilent(stopped)).isFalse();
        await().pollInterval(POLL).during(Duration.ofMillis(800)).until(() -> !silent.isSilent(stopped));
    }
}
