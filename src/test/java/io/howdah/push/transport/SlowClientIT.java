package io.howdah.push.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningChannels;
import io.howdah.push.camel.TestSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that read nothing cost a bounded amount of memory, and delay no other client. */
class SlowClientIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int QUEUE = 256 * 1024;
    private static final int SLOW = 8;

    /**
     * 16 KiB each, 32 MiB in total: more than the kernel, Vert.x and the outbox hold for a client that does not read.
     */
    private static final int CHANGES = 2_000;

    private static final String NOTE = "x".repeat(16 * 1024);

    enum Protocol {
        SOCKET {
            @Override
            public RawClient open(int port) throws Exception {
                return new RawClient(port, RunningChannels.PATH + "?as=alice");
            }
        },
        EVENTS {
            @Override
            public RawClient open(int port) throws Exception {
                return RawClient.events(port, RunningChannels.PATH + "?as=alice");
            }
        };

        abstract RawClient open(int port) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void clientThatReadsNothingIsClosedAndDelaysNoOther(Protocol protocol) throws Exception {
        try (RunningChannels running = start(false)) {
            List<RawClient> slow = open(running, protocol);
            try (TestSocket healthy = running.open("as=alice")) {
                // When
                long slowest = writeAtPaceOf(healthy, running);

                // Then
                await().atMost(TIMEOUT)
                        .until(() -> running.channels().shares().connections().taken() == 1);
                assertThat(running.metric("howdah.push.closed", "code", "4408")).isEqualTo(SLOW);
                assertThat(running.metric("howdah.push.queue.bytes")).isZero();
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
    @EnumSource(Protocol.class)
    void conflationKeepsTheNewestOfEachDocumentForAClientThatReadsNothing(Protocol protocol) throws Exception {
        try (RunningChannels running = start(true)) {
            List<RawClient> slow = open(running, protocol);
            try (TestSocket healthy = running.open("as=alice")) {
                // When always the same document is written
                writeAtPaceOf(healthy, running);

                // Then they are still connected, with one state each
                assertThat(running.channels().shares().connections().taken()).isEqualTo(SLOW + 1);
                assertThat(running.metric("howdah.push.queue.bytes"))
                        .isBetween((double) SLOW * NOTE.length(), SLOW * (NOTE.length() + 1024.0));
                assertThat(running.metric("howdah.push.conflated")).isGreaterThan(SLOW);

                // When one reads again
                int read = slow.get(0).readUntil(version(CHANGES));

                // Then it gets the last state, and not every one
                assertThat(read).isLessThan(CHANGES * NOTE.length() / 2);
            } finally {
                for (RawClient client : slow) {
                    client.close();
                }
            }
            await().atMost(TIMEOUT)
                    .until(() -> running.channels().shares().connections().taken() == 0);
            assertThat(running.metric("howdah.push.queue.bytes")).isZero();
        }
    }

    @Test
    void snapshotOfAClientThatReadsNothingWaitsInMongo() throws Exception {
        try (RunningChannels running = start(false)) {
            // Given 8 MiB
            running.putAll("s-", 512, "alice", NOTE);
            List<RawClient> slow = new ArrayList<>();
            for (int i = 0; i < SLOW; i++) {
                slow.add(new RawClient(running.port(), RunningChannels.PATH + "?as=alice&snapshot=true"));
            }

            // Then one batch is read ahead for each, and other clients are served
            try (TestSocket healthy = running.open("as=bob")) {
                running.put("b", 1, "bob", "NEAR", "");
                await().atMost(TIMEOUT)
                        .until(() ->
                                healthy.received().stream().anyMatch(frame -> frame.contains("\"subject\":\"b\"")));
                assertThat(running.metric("howdah.push.queue.bytes")).isLessThanOrEqualTo(SLOW * 96 * 1024.0);
                assertThat(running.channels().shares().connections().taken()).isEqualTo(SLOW + 1);
            } finally {
                for (RawClient client : slow) {
                    client.close();
                }
            }
            await().atMost(TIMEOUT)
                    .until(() -> running.channels().shares().connections().taken() == 0);
            assertThat(running.metric("howdah.push.queue.bytes")).isZero();
        }
    }

    @Test
    void answersToPingsAreNotKeptForAClientThatReadsNothing() throws Exception {
        try (RunningChannels running = start(false);
                RawClient client = new RawClient(running.port(), RunningChannels.PATH + "?as=alice")) {
            // When 32 MB of pings are sent
            byte[] payload = new byte[125];
            int pings = 250_000;
            for (int i = 0; i < pings; i++) {
                client.frame(0x89, payload);
            }
            client.frame(0x88, new byte[] {0x03, (byte) 0xe8});

            // Then no more is queued than the kernel and Vert.x hold
            assertThat(client.readToEnd().length).isLessThan(pings * payload.length / 2);
        }
    }

    private static RunningChannels start(boolean conflate) throws Exception {
        RunningChannels.Options options = RunningChannels.options()
                .settings(RunningChannels.settings(100, 100, QUEUE, 1024 * 1024))
                .limits(new SocketLimits(64 * 1024, QUEUE, Duration.ofSeconds(30), Duration.ofMillis(200)));
        return (conflate ? options.conflate() : options).start();
    }

    private static List<RawClient> open(RunningChannels running, Protocol protocol) throws Exception {
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            slow.add(protocol.open(running.port()));
        }
        assertThat(slow).allSatisfy(client -> assertThat(client.status()).isIn(101, 200));
        await().atMost(TIMEOUT)
                .until(() -> running.channels().shares().connections().taken() == SLOW);
        return slow;
    }

    /**
     * Writes one document repeatedly, never far ahead of a client that reads; returns that client's longest wait in
     * milliseconds.
     */
    private static long writeAtPaceOf(TestSocket healthy, RunningChannels running) {
        double maxBytes = SLOW * (QUEUE + NOTE.length() + 1024.0);
        AtomicLong slowest = new AtomicLong();
        int before = healthy.received().size();
        for (int i = 1; i <= CHANGES; i++) {
            running.put("a", i, "alice", "NEAR", NOTE);
            if (i % 20 == 0) {
                long began = System.nanoTime();
                int expected = before + i;
                await().atMost(TIMEOUT)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> healthy.received().size() >= expected);
                slowest.accumulateAndGet((System.nanoTime() - began) / 1_000_000, Math::max);
                assertThat(running.metric("howdah.push.queue.bytes")).isLessThanOrEqualTo(maxBytes);
            }
        }
        return slowest.get();
    }

    private static byte[] version(long version) {
        return ("\"version\":\"" + version + "\"").getBytes(StandardCharsets.UTF_8);
    }
}
