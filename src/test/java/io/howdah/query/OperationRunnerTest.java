package io.howdah.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.config.OperationSettings;
import io.howdah.query.AbandonedException.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests how clients share the threads of operations. */
@Timeout(60)
class OperationRunnerTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> started = new CopyOnWriteArrayList<>();
    private final ProcessorTimes processorTimes = new ProcessorTimes(System::nanoTime, 100);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private OperationRunner runner;

    @AfterEach
    void stop() {
        release.countDown();
        runner.close();
    }

    @Test
    void operationsOfOneClientLeaveThreadsToOthers() throws Exception {
        // Given
        start(4, 2, 100, LONG);

        // When
        List<CompletableFuture<String>> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            slow.add(hold("a"));
        }

        // Then
        assertThat(quick("b").get(10, TimeUnit.SECONDS)).isEqualTo("b");
        // The second operation of client a may start later.
        await().untilAsserted(() -> assertThat(started).containsExactlyInAnyOrder("a", "a", "b"));
        release.countDown();
        assertThat(slow)
                .allSatisfy(each -> assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo("a"));
    }

    @Test
    void clientsTakeTurns() throws Exception {
        // Given one thread and many waiting operations
        start(1, 1, 100, LONG);
        hold("a");
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (String client : "aaaaabbc".split("")) {
            waiting.add(quick(client));
        }

        // When
        release.countDown();
        for (CompletableFuture<String> each : waiting) {
            each.get(10, TimeUnit.SECONDS);
        }

        // Then
        assertThat(String.join("", started))
                .startsWith("a")
                .satisfies(order -> assertThat(order.substring(1, 5)).contains("b", "c"));
    }

    @Test
    void operationAboveTheWaitLimitIsRefusedAtOnce() {
        // Given
        start(4, 1, 2, LONG);
        for (int i = 0; i < 3; i++) {
            hold("a");
        }

        // Then
        assertThat(refusal(quick("a"))).isEqualTo(Reason.SHARE);
        assertThat(quick("b")).succeedsWithin(Duration.ofSeconds(10));
        assertThat(refused("share")).isEqualTo(1);
    }

    @Test
    void waitIsBounded() {
        // Given two threads that stay busy
        start(2, 1, 100, Duration.ofMillis(100));
        hold("a");

        // When
        Reason ofOwn = refusal(hold("a"));
        hold("b");
        Reason ofOthers = refusal(hold("c"));

        // Then
        assertThat(ofOwn).isEqualTo(Reason.SHARE);
        assertThat(ofOthers).isEqualTo(Reason.OVERLOADED);
        assertThat(refused("share")).isEqualTo(1);
        assertThat(refused("overloaded")).isEqualTo(1);
    }

    @Test
    void disconnectedClientGetsItsShareBackWhenItsThreadIsFree() {
        // Given
        start(4, 1, 100, LONG);
        Disconnect disconnect = Disconnect.create();
        CountDownLatch blocker = new CountDownLatch(1);
        CompletableFuture<String> abandoned = runner.run("a", "", disconnect, deadline -> {
            started.add("stubborn");
            boolean waits = true;
            while (waits) {
                try {
                    blocker.await();
                    waits = false;
                } catch (InterruptedException e) {
                    started.add("interrupted");
                }
            }
            return CompletableFuture.completedFuture("late");
        });
        await().until(() -> started.contains("stubborn"));

        // When
        disconnect.signal();
        CompletableFuture<String> next = quick("a");

        // Then
        assertThat(refusal(abandoned)).isEqualTo(Reason.CLIENT_DISCONNECTED);
        await().until(() -> started.contains("interrupted"));
        assertThat(next).isNotDone();
        blocker.countDown();
        assertThat(next).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void operationAbandonedBeforeItsTurnDoesNotStart() {
        // Given
        start(4, 1, 100, LONG);
        hold("a");
        Disconnect disconnect = Disconnect.create();
        CompletableFuture<String> abandoned = runner.run("a", "", disconnect, deadline -> {
            started.add("left");
            return CompletableFuture.completedFuture("");
        });

        // When
        disconnect.signal();
        assertThat(refusal(abandoned)).isEqualTo(Reason.CLIENT_DISCONNECTED);
        release.countDown();

        // Then
        assertThat(quick("a")).succeedsWithin(Duration.ofSeconds(10));
        assertThat(started).doesNotContain("left");
    }

    @Test
    void operationThatWaitsWithoutAThreadCountsAgainstItsClientAlone() {
        // Given one thread, and a result that arrives later
        start(1, 1, 100, LONG);
        CompletableFuture<String> later = new CompletableFuture<>();
        CompletableFuture<String> first = runner.run("a", "", Disconnect.NEVER, deadline -> later);
        CompletableFuture<String> second = quick("a");

        // Then
        assertThat(quick("b")).succeedsWithin(Duration.ofSeconds(10));
        assertThat(second).isNotDone();
        later.complete("a");
        assertThat(first).succeedsWithin(Duration.ofSeconds(10));
        assertThat(second).succeedsWithin(Duration.ofSeconds(10));
        await().untilAsserted(() -> assertThat(
                        meters.get("howdah.operations.running").gauge().value())
                .isZero());
    }

    @Test
    void clientAboveItsShareOfTheProcessorsIsRefused() {
        // Given
        start(8, 4, 100, Duration.ofMillis(100));
        processorTimes.add("a", TimeUnit.HOURS.toNanos(1));
        assertThat(quick("a")).succeedsWithin(Duration.ofSeconds(10));

        // When another client is active
        processorTimes.add("b", TimeUnit.SECONDS.toNanos(1));

        // Then
        assertThat(refusal(quick("a"))).isEqualTo(Reason.SHARE);
        assertThat(quick("b")).succeedsWithin(Duration.ofSeconds(10));
        assertThat(refused("share")).isEqualTo(1);
    }

    private void start(int threads, int running, int waiting, Duration wait) {
        runner = new OperationRunner(
                new OperationSettings(threads, 100, running, waiting, 25, wait, LONG, Optional.empty(), false),
                processorTimes);
        runner.bindTo(meters);
    }

    private CompletableFuture<String> hold(String client) {
        return run(client, release);
    }

    private CompletableFuture<String> quick(String client) {
        return run(client, new CountDownLatch(0));
    }

    private CompletableFuture<String> run(String client, CountDownLatch until) {
        return runner.run(client, "", Disconnect.NEVER, deadline -> {
            started.add(client);
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return CompletableFuture.completedFuture(client);
        });
    }

    private double refused(String reason) {
        return meters.get("howdah.operations.refused")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    private static Reason refusal(CompletableFuture<String> result) {
        try {
            result.get(10, TimeUnit.SECONDS);
            throw new AssertionError("the operation succeeded");
        } catch (ExecutionException e) {
            return ((AbandonedException) e.getCause()).reason();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
