package io.howdah.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.security.AuthenticationException.Reason;
import io.vertx.core.Future;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BoundedThreadsTest {

    @Test
    void whatWaitsIsBounded() {
        // Given
        CountDownLatch end = new CountDownLatch(1);
        BoundedThreads threads = threads();
        Future<String> runs = threads.run(() -> {
            end.await();
            return Thread.currentThread().getName();
        });
        Future<String> waits = threads.run(() -> "waited");

        // When
        Future<String> tooMuch = threads.run(() -> "too much");

        // Then
        assertThat(tooMuch.cause())
                .isInstanceOfSatisfying(
                        AuthenticationException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE))
                .hasMessage("Come again.");
        end.countDown();
        await().until(() -> runs.isComplete() && waits.isComplete());
        assertThat(runs.result()).isEqualTo("howdah-tokens");
        assertThat(waits.result()).isEqualTo("waited");
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
        return new BoundedThreads("howdah-tokens", 1, 1, "Come again.");
    }
}
