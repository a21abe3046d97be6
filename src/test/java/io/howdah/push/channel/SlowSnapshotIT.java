package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningChannels;
import io.howdah.push.camel.TestSocket;
import io.howdah.push.transport.SocketLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Snapshots of clients that do not read cost a bounded amount of memory and delay no other client's snapshot. */
class SlowSnapshotIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** A stalled client is closed after 10 s; another subject's snapshot must not wait for that. */
    private static final Duration SOON = Duration.ofSeconds(4);

    private static final String NOTE = "x".repeat(16 * 1024);
    private static final String SNAPSHOT = RunningChannels.PATH + "?snapshot=true&as=";

    enum Protocol {
        SOCKET {
            @Override
            public RawClient open(int port, String subject) throws Exception {
                return new RawClient(port, SNAPSHOT + subject);
            }
        },
        EVENTS {
            @Override
            public RawClient open(int port, String subject) throws Exception {
                return RawClient.events(port, SNAPSHOT + subject);
            }
        };

        abstract RawClient open(int port, String subject) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void subjectThatDoesNotReadDelaysNoOtherSubjectsSnapshot(Protocol protocol) throws Exception {
        List<RawClient> slow = new ArrayList<>();
        try (RunningChannels running = start(new OpenCursors())) {
            // Given 16 MiB for each of alice's 100 clients, and one document for bob
            running.putAll("a-", 1_000, "alice", NOTE);
            running.put("b", 1, "bob", "NEAR", "");
            running.awaitFollowed();
            for (int i = 0; i < 100; i++) {
                slow.add(protocol.open(running.port(), "alice"));
            }
            await().atMost(TIMEOUT)
                    .until(() -> running.channels().shares().connections().taken() == 100);

            // When
            long began = System.nanoTime();
            try (TestSocket bob = running.open("as=bob&snapshot=true")) {
                await().atMost(TIMEOUT)
                        .until(() -> bob.received().stream().anyMatch(frame -> frame.contains("snapshot.end")));

                // Then
                assertThat(bob.received()).anyMatch(frame -> frame.contains("\"subject\":\"b\""));
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
            }
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    @Test
    void stalledClientIsClosedAndCursorsAreFewAndClosed() throws Exception {
        OpenCursors cursors = new OpenCursors();
        List<RawClient> slow = new ArrayList<>();
        try (RunningChannels running = start(cursors)) {
            // Given
            running.putAll("a-", 1_000, "alice", NOTE);
            running.awaitFollowed();

            // When
            for (int i = 0; i < 20; i++) {
                slow.add(Protocol.SOCKET.open(running.port(), "alice"));
            }
            await().atMost(TIMEOUT).until(() -> running.metric("howdah.push.snapshots", "state", "waiting") == 12);
            assertThat(running.metric("howdah.push.snapshots", "state", "running"))
                    .isEqualTo(8);
            slow.remove(0).vanish();

            // Then
            await().atMost(TIMEOUT).until(() -> running.metric("howdah.push.closed", "code", "4408") > 0);
            assertThat(running.metric("howdah.push.snapshots", "state", "running"))
                    .isLessThanOrEqualTo(8);
            for (RawClient client : slow) {
                client.close();
            }
            await().atMost(TIMEOUT)
                    .until(() -> running.metric("howdah.push.snapshots") == 0
                            && running.channels().shares().connections().taken() == 0);
            assertThat(cursors.maxOpen).hasValueBetween(1, 8);
            await().atMost(TIMEOUT).until(cursors.open::isEmpty);
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    @Test
    void clientThatReadsAgainMissesNothingThatHasLeftTheReplayBuffer() throws Exception {
        try (RunningChannels running = start(new OpenCursors())) {
            // Given a started snapshot of 8 MiB
            running.putAll("a-", 500, "alice", NOTE);
            running.awaitFollowed();
            try (RawClient client = Protocol.SOCKET.open(running.port(), "alice")) {
                await().atMost(TIMEOUT).until(() -> running.metric("howdah.push.snapshots", "state", "running") == 1);
                String startedAt = running.channel().end();

                // When more is written than the replay buffer holds
                for (int i = 0; i < 300; i++) {
                    running.put("a-" + i, 2, "alice", "FAR", NOTE);
                }
                running.put("last", 1, "alice", "NEAR", "");
                await().atMost(TIMEOUT).until(() -> !running.channel().reachesBackTo(startedAt));
                String received = client.readTextUntil("\"subject\":\"last\"");

                // Then
                int end = received.indexOf("io.howdah.snapshot.end");
                assertThat(end).isPositive();
                for (int i = 0; i < 500; i++) {
                    String subject = "\"subject\":\"a-" + i + "\"";
                    assertThat(received.indexOf(subject)).as(subject).isBetween(0, end);
                    if (i < 300) {
                        assertThat(received.lastIndexOf(subject)).as(subject).isGreaterThan(end);
                    }
                }
                assertThat(received).doesNotContain("io.howdah.resync");
                assertThat(running.metric("howdah.push.snapshots")).isZero();
            }
        }
    }

    /** Cursors of finds that are open on the server. */
    private static final class OpenCursors implements CommandListener {
        private final Set<Long> open = ConcurrentHashMap.newKeySet();
        private final AtomicInteger maxOpen = new AtomicInteger();
        private final Map<Integer, Long> pending = new ConcurrentHashMap<>();

        @Override
        public void commandStarted(CommandStartedEvent event) {
            BsonDocument command = event.getCommand();
            if (event.getCommandName().equals("killCursors")) {
                command.getArray("cursors")
                        .forEach(id -> open.remove(id.asInt64().getValue()));
            } else if (event.getCommandName().equals("getMore")) {
                pending.put(event.getRequestId(), command.getInt64("getMore").getValue());
            } else if (event.getCommandName().equals("find")
                    && command.getString("find").getValue().equals("rides")) {
                pending.put(event.getRequestId(), 0L);
            }
        }

        @Override
        public void commandSucceeded(CommandSucceededEvent event) {
            Long of = pending.remove(event.getRequestId());
            if (of == null) {
                return;
            }
            long id = event.getResponse().getDocument("cursor").getInt64("id").getValue();
            if (of != 0 && id == 0) {
                open.remove(of);
            } else if (of == 0 && id != 0) {
                open.add(id);
                maxOpen.accumulateAndGet(open.size(), Math::max);
            }
        }
    }

    private static RunningChannels start(CommandListener commands) throws Exception {
        return RunningChannels.options()
                .commands(commands)
                .settings(RunningChannels.settings(200, 200, 256 * 1024, 1024 * 1024))
                .limits(new SocketLimits(64 * 1024, 256 * 1024, Duration.ofSeconds(30), Duration.ofMillis(200)))
                .start();
    }
}
