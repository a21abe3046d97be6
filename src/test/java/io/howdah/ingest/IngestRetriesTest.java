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

    private final AtomicBoolean database = new AtomicBoolean();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final IngestRetries retries = new IngestRetries(LONG, database::get);

    @Test
    void waitEndsWhenTheDatabaseIsBack() throws Exception {
        CompletableFuture<Void> wait = waiting();
        assertWaits(wait);

        database.set(true);

        wait.get(20, TimeUnit.SECONDS);
    }

    @Test
    void waitForAnotherServiceContinuesWhileTheDatabaseIsAvailable() throws Exception {
        database.set(true);
        CompletableFuture<Void> wait = waiting();
        assertWaits(wait);

        cancelled.set(true);

        wait.get(20, TimeUnit.SECONDS);
    }

    @Test
    void waitsGrowUpToTheMaximum() {
        IngestRetries shortRetries = new IngestRetries(Duration.ofSeconds(2), database::get);

        assertThat(shortRetries.wait(failure(1))).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(shortRetries.wait(failure(3))).isBetween(Duration.ofMillis(400), Duration.ofMillis(800));
        assertThat(shortRetries.wait(failure(1000))).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    private static IngestRetries.Failure failure(int tries) {
        return new IngestRetries.Failure(IngestRetries.Kind.INFRASTRUCTURE, "", Instant.EPOCH, tries);
    }

    private CompletableFuture<Void> waiting() {
        return CompletableFuture.runAsync(() -> retries.waitFor(LONG, cancelled::get));
    }

    private static void assertWaits(CompletableFuture<Void> wait) {
        assertThatThrownBy(() -> wait.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
    }
}
