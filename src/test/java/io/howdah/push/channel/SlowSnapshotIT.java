package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningHub;
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

/** Snapshots of clients that do not read cost a bounded amount, and delay nobody else's. */
class SlowSnapshotIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A stalled client is closed after 10 s; another subject's snapshot must not wait for that. */
    private static final Duration SOON = Duration.ofSeconds(4);

    private static final String NOTE = "x".repeat(16 * 1024);
    private static final String SNAPSHOT = RunningHub.PATH + "?snapshot=true&as=";

    enum Way {
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
    @EnumSource(Way.class)
    void subjectThatDoesNotReadDelaysNoOtherSubjectsSnapshot(Way way) throws Exception {
        List<RawClient> slow = new ArrayList<>();
        try (RunningHub hub = start(new OpenCursors())) {
            // Given 16 MiB for each of alice's 100 clients, and one document for bob
            hub.putAll("a-", 1_000, "alice", NOTE);
            hub.put("b", 1, "bob", "NEAR", "");
            hub.awaitFollowed();
            for (int i = 0; i < 100; i++) {
                slow.add(way.open(hub.port(), "alice"));
            }
            await().atMost(PATIENCE)
                    .until(() -> hub.feeds().shares().connections().taken() == 100);

            // When
            long began = System.nanoTime();
            try (TestSocket bob = hub.open("as=bob&snapshot=true")) {
                await().atMost(PATIENCE)
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
        try (RunningHub hub = start(cursors)) {
            // Given
            hub.putAll("a-", 1_000, "alice", NOTE);
            hub.awaitFollowed();

            // When
            for (int i = 0; i < 20; i++) {
                slow.add(Way.SOCKET.open(hub.port(), "alice"));
            }
            await().atMost(PATIENCE).until(() -> hub.metric("howdah.push.snapshots", "state", "waiting") == 12);
            assertThat(hub.metric("howdah.push.snapshots", "state", "running")).isEqualTo(8);
            slow.remove(0).vanish();

            // Then
            await().atMost(PATIENCE).until(() -> hub.metric("howdah.push.closed", "code", "4408") > 0);
            assertThat(hub.metric("howdah.push.snapshots", "state", "running")).isLessThanOrEqualTo(8);
            for (RawClient client : slow) {
                client.close();
            }
            await().atMost(PATIENCE)
                    .until(() -> hub.metric("howdah.push.snapshots") == 0
                            && hub.feeds().shares().connections().taken() == 0);
            assertThat(cursors.mostAtOnce).hasValueBetween(1, 8);
            await().atMost(PATIENCE).until(cursors.open::isEmpty);
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    @Test
    void clientThatReadsAgainMissesNothingThatHasLeftTheReplayBuffer() throws Exception {
        try (RunningHub hub = start(new OpenCursors())) {
            // Given a snapshot of 8 MiB that is begun
            hub.putAll("a-", 500, "alice", NOTE);
            hub.awaitFollowed();
            try (RawClient client = Way.SOCKET.open(hub.port(), "alice")) {
                await().atMost(PATIENCE).until(() -> hub.metric("howdah.push.snapshots", "state", "running") == 1);
                String begun = hub.feed().end();

                // When more changes than the replay buffer holds
                for (int i = 0; i < 300; i++) {
                    hub.put("a-" + i, 2, "alice", "FAR", NOTE);
                }
                hub.put("last", 1, "alice", "NEAR", "");
                await().atMost(PATIENCE).until(() -> !hub.feed().reachesBackTo(begun));
                String told = client.readTextUntil("\"subject\":\"last\"");

                // Then
                int end = told.indexOf("io.howdah.snapshot.end");
                assertThat(end).isPositive();
                for (int i = 0; i < 500; i++) {
                    String subject = "\"subject\":\"a-" + i + "\"";
                    assertThat(told.indexOf(subject)).as(subject).isBetween(0, end);
                    if (i < 300) {
                        assertThat(told.lastIndexOf(subject)).as(subject).isGreaterThan(end);
                    }
                }
                assertThat(told).doesNotContain("io.howdah.resync");
                assertThat(hub.metric("howdah.push.snapshots")).isZero();
            }
        }
    }

    /** Cursors of finds that are open on the server. */
    private static final class OpenCursors implements CommandListener {
        private final Set<Long> open = ConcurrentHashMap.newKeySet();
        private final AtomicInteger mostAtOnce = new AtomicInteger();
        private final Map<Integer, Long> asked = new ConcurrentHashMap<>();

        @Override
        public void commandStarted(CommandStartedEvent event) {
            BsonDocument command = event.getCommand();
            if (event.getCommandName().equals("killCursors")) {
                command.getArray("cursors")
                        .forEach(id -> open.remove(id.asInt64().getValue()));
            } else if (event.getCommandName().equals("getMore")) {
                asked.put(event.getRequestId(), command.getInt64("getMore").getValue());
            } else if (event.getCommandName().equals("find")
                    && command.getString("find").getValue().equals("rides")) {
                asked.put(event.getRequestId(), 0L);
            }
        }

        @Override
        public void commandSucceeded(CommandSucceededEvent event) {
            Long of = asked.remove(event.getRequestId());
            if (of == null) {
                return;
            }
            long id = event.getResponse().getDocument("cursor").getInt64("id").getValue();
            if (of != 0 && id == 0) {
                open.remove(of);
            } else if (of == 0 && id != 0) {
                open.add(id);
                mostAtOnce.accumulateAndGet(open.size(), Math::max);
            }
        }
    }

    private static RunningHub start(CommandListener commands) throws Exception {
        return RunningHub.options()
                .commands(commands)
                .settings(RunningHub.settings(200, 200, 256 * 1024, 1024 * 1024))
                .limits(new SocketLimits(64 * 1024, 256 * 1024, Duration.ofSeconds(30), Duration.ofMillis(200)))
                .start();
    }
}
