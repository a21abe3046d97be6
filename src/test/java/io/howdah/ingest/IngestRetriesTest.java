package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class IngestRetriesTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final AtomicBoolean there = new AtomicBoolean();
    private final AtomicBoolean calledOff = new AtomicBoolean();
    private final IngestRetries troubles = new IngestRetries(LONG, there::get);

    @Test
    void waitEndsWhenTheDatabaseIsBack() throws Exception {
        CompletableFuture<Void> wait = waiting();
        assertWaits(wait);

        there.set(true);

        wait.get(20, TimeUnit.SECONDS);
    }

    @Test
    void waitForAnotherServiceGoesOnWhileTheDatabaseIsThere() throws Exception {
        there.set(true);
        CompletableFuture<Void> wait = waiting();
        assertWaits(wait);

        calledOff.set(true);

        wait.get(20, TimeUnit.SECONDS);
    }

    @Test
    void waitsGrowUpToTheLongest() {
        IngestRetries patient = new IngestRetries(Duration.ofSeconds(2), there::get);

        assertThat(patient.wait(trouble(1))).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(patient.wait(trouble(3))).isBetween(Duration.ofMillis(400), Duration.ofMillis(800));
        assertThat(patient.wait(trouble(1000))).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    private static IngestRetries.Trouble trouble(int tries) {
        return new IngestRetries.Trouble(IngestRetries.Kind.OUTSIDE, "", Instant.EPOCH, tries);
    }

    private CompletableFuture<Void> waiting() {
        return CompletableFuture.runAsync(() -> troubles.waitFor(LONG, calledOff::get));
    }

    private static void assertWaits(CompletableFuture<Void> wait) {
        assertThatThrownBy(() -> wait.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
    }
}
