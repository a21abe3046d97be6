package io.howdah.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PauseTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Pause pause = new Pause();

    @Test
    void endOfThePausesWakesTheThreadAndEndsLaterPauses() throws Exception {
        assertThat(pause.await(SHORT)).isFalse();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> await(LONG));

        pause.end();

        assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(pause.await(LONG)).isTrue();
        assertThat(pause.isEnded()).isTrue();
    }

    @Test
    void interruptEndsAPause() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Pause.sleep(LONG)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void conditionIsPolledUntilItIsTrue() {
        AtomicInteger polls = new AtomicInteger();

        assertThat(Pause.until(() -> polls.incrementAndGet() == 3, SHORT, LONG)).isTrue();
        assertThat(polls).hasValue(3);
    }

    @Test
    void waitForAConditionEndsAfterTheLimit() {
        assertThat(Pause.until(() -> false, LONG, SHORT)).isFalse();
    }

    @Test
    void interruptedWaitForAConditionEndsAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        assertThat(Pause.until(() -> false, SHORT, LONG)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    private boolean await(Duration time) {
        try {
            return pause.await(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
