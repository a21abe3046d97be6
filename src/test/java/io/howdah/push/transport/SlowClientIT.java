package io.howdah.push.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningHub;
import io.howdah.push.camel.TestSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that read nothing cost a bounded amount of memory, and delay nobody. */
class SlowClientIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int QUEUE = 256 * 1024;
    private static final int SLOW = 8;

    /** Each 16 KiB; together 32 MiB, more than the kernel, Vert.x and the outbox take for a client that does not read. */
    private static final int CHANGES = 2_000;

    private static final String NOTE = "x".repeat(16 * 1024);

    enum Way {
        SOCKET {
            @Override
            public RawClient open(int port) throws Exception {
                return new RawClient(port, RunningHub.PATH + "?as=alice");
            }
        },
        EVENTS {
            @Override
            public RawClient open(int port) throws Exception {
                return RawClient.events(port, RunningHub.PATH + "?as=alice");
            }
        };

        abstract RawClient open(int port) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void clientThatReadsNothingIsClosedAndDelaysNobody(Way way) throws Exception {
        try (RunningHub hub = start(false)) {
            List<RawClient> slow = open(hub, way);
            try (TestSocket healthy = hub.open("as=alice")) {
                // When
                long slowest = writeAtThePaceOf(healthy, hub);

                // Then
                await().atMost(PATIENCE)
                        .until(() -> hub.feeds().shares().connections().taken() == 1);
                assertThat(hub.metric("howdah.push.closed", "code", "4408")).isEqualTo(SLOW);
                assertThat(hub.metric("howdah.push.queue.bytes")).isZero();
                assertThat(healthy.closed()).isNotDone();
                assertThat(Duration.ofMillis(slowest)).isLessThan(Duration.ofSeconds(2));
            } finally {
                for (RawClient client : slow) {
                    client.close();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void clientThatReadsNothingKeepsTheNewestOfEachDocumentWhereTheChannelConflates(Way way) throws Exception {
        try (RunningHub hub = start(true)) {
            List<RawClient> slow = open(hub, way);
            try (TestSocket healthy = hub.open("as=alice")) {
                // When always the same document is written
                writeAtThePaceOf(healthy, hub);

                // Then they are there still, with one state each
                assertThat(hub.feeds().shares().connections().taken()).isEqualTo(SLOW + 1);
                assertThat(hub.metric("howdah.push.queue.bytes"))
                        .isBetween((double) SLOW * NOTE.length(), SLOW * (NOTE.length() + 1024.0));
                assertThat(hub.metric("howdah.push.conflated")).isGreaterThan(SLOW);

                // When one reads again
                int read = slow.get(0).readUntil(version(CHANGES));

                // Then it gets the last state, and not each
                assertThat(read).isLessThan(CHANGES * NOTE.length() / 2);
            } finally {
                for (RawClient client : slow) {
                    client.close();
                }
            }
            await().atMost(PATIENCE)
                    .until(() -> hub.feeds().shares().connections().taken() == 0);
            assertThat(hub.metric("howdah.push.queue.bytes")).isZero();
        }
    }

    @Test
    void snapshotOfAClientThatReadsNothingWaitsInMongo() throws Exception {
        try (RunningHub hub = start(false)) {
            // Given 8 MiB
            hub.putAll("s-", 512, "alice", NOTE);
            List<RawClient> slow = new ArrayList<>();
            for (int i = 0; i < SLOW; i++) {
                slow.add(new RawClient(hub.port(), RunningHub.PATH + "?as=alice&snapshot=true"));
            }

            // Then what was read ahead is a stride for each, and others are served
            try (TestSocket healthy = hub.open("as=bob")) {
                hub.put("b", 1, "bob", "NEAR", "");
                await().atMost(PATIENCE)
                        .until(() ->
                                healthy.received().stream().anyMatch(frame -> frame.contains("\"subject\":\"b\"")));
                assertThat(hub.metric("howdah.push.queue.bytes")).isLessThanOrEqualTo(SLOW * 96 * 1024.0);
                assertThat(hub.feeds().shares().connections().taken()).isEqualTo(SLOW + 1);
            } finally {
                for (RawClient client : slow) {
                    client.close();
                }
            }
            await().atMost(PATIENCE)
                    .until(() -> hub.feeds().shares().connections().taken() == 0);
            assertThat(hub.metric("howdah.push.queue.bytes")).isZero();
        }
    }

    @Test
    void answersToPingsAreNotKeptForAClientThatReadsNothing() throws Exception {
        try (RunningHub hub = start(false);
                RawClient client = new RawClient(hub.port(), RunningHub.PATH + "?as=alice")) {
            // When 32 MB of pings are sent
            byte[] payload = new byte[125];
            int pings = 250_000;
            for (int i = 0; i < pings; i++) {
                client.frame(0x89, payload);
            }
            client.frame(0x88, new byte[] {0x03, (byte) 0xe8});

            // Then no more waits than the kernel and Vert.x take
            assertThat(client.readToEnd().length).isLessThan(pings * payload.length / 2);
        }
    }

    private static RunningHub start(boolean conflate) throws Exception {
        RunningHub.Options options = RunningHub.options()
                .settings(RunningHub.settings(100, 100, QUEUE, 1024 * 1024))
                .limits(new SocketLimits(64 * 1024, QUEUE, Duration.ofSeconds(30), Duration.ofMillis(200)));
        return (conflate ? options.conflate() : options).start();
    }

    private static List<RawClient> open(RunningHub hub, Way way) throws Exception {
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            slow.add(way.open(hub.port()));
        }
        assertThat(slow).allSatisfy(client -> assertThat(client.status()).isIn(101, 200));
        await().atMost(PATIENCE).until(() -> hub.feeds().shares().connections().taken() == SLOW);
        return slow;
    }

    /** Writes one document again and again, never far ahead of a client that reads; returns its longest wait, in milliseconds. */
    private static long writeAtThePaceOf(TestSocket healthy, RunningHub hub) {
        double bound = SLOW * (QUEUE + NOTE.length() + 1024.0);
        AtomicLong slowest = new AtomicLong();
        int before = healthy.received().size();
        for (int i = 1; i <= CHANGES; i++) {
            hub.put("a", i, "alice", "NEAR", NOTE);
            if (i % 20 == 0) {
                long began = System.nanoTime();
                int expected = before + i;
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> healthy.received().size() >= expected);
                slowest.accumulateAndGet((System.nanoTime() - began) / 1_000_000, Math::max);
                assertThat(hub.metric("howdah.push.queue.bytes")).isLessThanOrEqualTo(bound);
            }
        }
        return slowest.get();
    }

    private static byte[] version(long version) {
        return ("\"version\":\"" + version + "\"").getBytes(StandardCharsets.UTF_8);
    }
}
