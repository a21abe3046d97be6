package io.howdah.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.security.AuthenticationException.Reason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BoundedThreadsTest {

    @Test
    void queueIsBounded() {
        // Given
        CountDownLatch end = new CountDownLatch(1);
        BoundedThreads threads = threads();
        Future<String> runs = threads.run(() -> {
            end.await();
            return Thread.currentThread().getName();
        });
        Future<String> waits = threads.run(() -> "waited");

        // When
        Future<String> rejected = threads.run(() -> "rejected");

        // Then
        assertThat(rejected.cause())
                .isInstanceOfSatisfying(
                        AuthenticationException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE))
                .hasMessage("Try again.");
        end.countDown();
        await().until(() -> runs.isComplete() && waits.isComplete());
        assertThat(runs.result()).isEqualTo("howdah-tokens");
        assertThat(waits.result()).isEqualTo("waited");
    }

    @Test
    void workIsSkippedAfterItsTimeout() {
        // Given
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        BoundedThreads threads = threads();
        Future<Boolean> runs = threads.run(() -> {
            end.await();
            return true;
        });

        // When
        Future<Boolean> late = threads.run(() -> done.getAndSet(true), Duration.ofMillis(50));
        await().until(late::isComplete);
        end.countDown();

        // Then
        assertThat(late.cause()).isInstanceOf(TimeoutException.class);
        await().until(runs::isComplete);
        Future<Boolean> next = threads.run(() -> true);
        await().until(next::isComplete);
        assertThat(done).isFalse();
    }

    @Test
    void failureIsPassedOn() {
        Future<String> fails = threads().run(() -> {
            throw new AuthenticationException(Reason.EXPIRED, "The token has expired.");
        });

        await().until(fails::isComplete);
        assertThat(fails.cause()).hasMessage("The token has expired.");
    }

    private static BoundedThreads threads() {
        return new BoundedThreads("howdah-tokens", 1, 1, "Try again.");
    }
}
