package io.howdah.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilentHoldersTest {

    private static final Duration POLL = Duration.ofMillis(50);

    private final SilentHolders holders = new SilentHolders(Duration.ofMillis(600));

    @Test
    void holderIsSilentWhenItsSignStandsStill() {
        // Given
        assertThat(holders.isSilent("rides", 7)).isFalse();
        assertThat(holders.isSilent("drivers", 1)).isFalse();

        // When
        await().pollInterval(POLL).until(() -> holders.isSilent("rides", 7));

        // Then
        assertThat(holders.isSilent("rides", 8)).isFalse();
    }

    @Test
    void whoDidNotLookDoesNotKnow() {
        // Given
        assertThat(holders.isSilent("rides", 7)).isFalse();

        // When no check happens for a long time
        long begun = System.nanoTime();
        await().until(() -> System.nanoTime() - begun > Duration.ofMillis(700).toNanos());

        // Then
        assertThat(holders.isSilent("rides", 7)).isFalse();
    }

    @Test
    void leaseThatNobodyHeldMeanwhileIsNotMissed() {
        await().pollInterval(POLL).during(Duration.ofMillis(800)).until(() -> {
            boolean silent = holders.isSilent("rides", 7);
            holders.forget("rides");
            return !silent;
        });
    }
}
