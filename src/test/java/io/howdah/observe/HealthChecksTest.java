package io.howdah.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the checks of liveness and readiness. */
class HealthChecksTest {

    private DefaultCamelContext camel;
    private volatile String missing = "";
    private volatile String unavailable = "";
    private volatile String dead = "";

    @BeforeEach
    void start() {
        camel = new DefaultCamelContext();
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void servesFromStartToShutdownButNotWithoutMongo() {
        ServingHealthCheck serving = in(new ServingHealthCheck(List.of(() -> "", () -> missing), () -> unavailable));
        assertThat(serving.isReadiness()).isTrue();
        assertThat(serving.isLiveness()).isFalse();

        missing = "no consumer";
        assertThat(down(serving))
                .startsWith("The process has been starting since 2")
                .endsWith(": no consumer");

        missing = "";
        assertThat(serving.call().getState()).isEqualTo(State.UP);

        // What has started once stays started
        missing = "no consumer";
        assertThat(serving.call().getState()).isEqualTo(State.UP);

        unavailable = "since 2026: refused";
        assertThat(down(serving)).isEqualTo("MongoDB has been unavailable since 2026: refused");
        unavailable = "";
        assertThat(serving.call().getState()).isEqualTo(State.UP);

        serving.stopping();
        assertThat(down(serving)).startsWith("The process has been stopping since 2");
    }

    @Test
    void processIsDownForDeadThreadsAndDeadlocks() throws Exception {
        ProcessHealthCheck process = in(new ProcessHealthCheck(() -> dead));
        assertThat(process.isLiveness()).isTrue();
        assertThat(process.isReadiness()).isFalse();
        assertThat(process.call().getState()).isEqualTo(State.UP);

        dead = "The thread died";
        assertThat(down(process)).isEqualTo("The thread died; restart the process");
        dead = "";
        assertThat(process.call().getState()).isEqualTo(State.UP);

        // When two threads wait for each other
        Lock one = new ReentrantLock();
        Lock other = new ReentrantLock();
        CyclicBarrier both = new CyclicBarrier(2);
        Thread first = thread("first-of-two", one, other, both);
        Thread second = thread("second-of-two", other, one, both);
        try {
            await().untilAsserted(() -> assertThat(down(process))
                    .matches("Threads have been in a deadlock since .*first-of-two, second-of-two;.*"));
        } finally {
            first.interrupt();
            second.interrupt();
            first.join();
            second.join();
        }
        assertThat(process.call().getState()).isEqualTo(State.UP);
    }

    @Test
    void failureStartsWithItsFirstReason() {
        FailureState failure = new FailureState();
        assertThat(failure.text()).isEmpty();

        failure.failed("one");
        String since = failure.present().orElseThrow().since().toString();
        failure.failed("another");
        assertThat(failure.text()).isEqualTo("since " + since + ": another");

        failure.recovered();
        assertThat(failure.present()).isEmpty();
    }

    private static Thread thread(String name, Lock first, Lock second, CyclicBarrier both) {
        Thread thread = new Thread(
                () -> {
                    try {
                        first.lockInterruptibly();
                        try {
                            both.await();
                            second.lockInterruptibly();
                            second.unlock();
                        } finally {
                            first.unlock();
                        }
                    } catch (Exception e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static String down(HealthCheck check) {
        HealthCheck.Result result = check.call();
        assertThat(result.getState()).isEqualTo(State.DOWN);
        return result.getMessage().orElseThrow();
    }

    private <T extends AbstractHealthCheck> T in(T check) {
        check.setCamelContext(camel);
        return check;
    }
}
