package io.howdah.push.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningChannels;
import io.howdah.push.camel.TestSocket;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many clients that connect and disconnect at once: they send MongoDB a bounded number of commands and leave nothing
 * behind.
 */
class StormIT {

    private static final Logger LOG = LoggerFactory.getLogger(StormIT.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int CLIENTS = 2_000;
    private static final int CHANNELS = 4;
    private static final int MISSED = 20;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final WebSocketClient connector = vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxConnections(CLIENTS).setConnectTimeout(60_000));

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest(name = "readings wait until all clients are connected: {0}")
    @ValueSource(booleans = {true, false})
    void clientsThatReconnectAtOnceShareFewReadings(boolean waits) throws Exception {
        // Given
        CountDownLatch allConnected = new CountDownLatch(waits ? 1 : 0);
        Streams streams = new Streams();
        try (RunningChannels running = RunningChannels.options()
                .channels(CHANNELS)
                .settings(RunningChannels.settings(CLIENTS, CLIENTS, 1024 * 1024, 64 * 1024))
                .commands(streams)
                .payload(exchange -> {
                    if (Thread.currentThread().getName().equals("howdah-recovery")) {
                        assertThat(allConnected.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                                .isTrue();
                    }
                })
                .start()) {
            List<String> cursors =
                    IntStream.range(0, CHANNELS).mapToObj(running::cursor).toList();
            List<String> ends = IntStream.range(0, CHANNELS)
                    .mapToObj(i -> running.channel(i).end())
                    .toList();
            for (int i = 0; i < CHANNELS; i++) {
                running.putAll(i, "missed-", MISSED, "alice", "");
                running.putAll(i, "other-", 300, "bob", "x".repeat(1_000));
            }
            await().atMost(TIMEOUT)
                    .until(() -> IntStream.range(0, CHANNELS)
                            .noneMatch(i -> running.channel(i).reachesBackTo(ends.get(i))));

            // When
            streams.begin();
            long began = System.nanoTime();
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int channel = i % CHANNELS;
                clients.add(new Client(running, channel, "as=alice&since=" + cursors.get(channel)));
            }
            await().atMost(TIMEOUT)
                    .until(() -> running.channels().shares().connections().taken() == CLIENTS);
            allConnected.countDown();

            // Then each continues from its cursor without a gap
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(clients)
                            .allSatisfy(client -> assertThat(client.subjects).hasSize(MISSED)));
            long ms = (System.nanoTime() - began) / 1_000_000;
            List<String> expected =
                    IntStream.range(0, MISSED).mapToObj(i -> "missed-" + i).toList();
            assertThat(clients).allSatisfy(client -> {
                assertThat(client.controls).containsExactly("ready true");
                assertThat(client.subjects).isEqualTo(expected);
            });
            LOG.info("Storm: {} clients reconnected in {} ms; {}", CLIENTS, ms, streams);

            // And all that wait for a channel share one reading, with few readings at once
            assertThat(streams.opened).hasValueLessThanOrEqualTo(waits ? 3 * CHANNELS : CLIENTS / 10);
            assertThat(streams.maxConcurrent).hasValueBetween(1, 2);
            assertThat(streams.commands).hasValueLessThanOrEqualTo(waits ? CLIENTS / 10 : CLIENTS / 2);
            assertThat(running.metric("howdah.push.recoveries", "source", "stream"))
                    .isEqualTo(CLIENTS);

            // When a document changes, all get it; when they disconnect, nothing is left
            IntStream.range(0, CHANNELS).forEach(i -> running.putAll(i, "after-", 1, "alice", ""));
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(clients)
                            .allSatisfy(client -> assertThat(client.subjects).hasSize(MISSED + 1)));
            clients.forEach(Client::close);
            assertNothingLeft(running);
        }
    }

    @Test
    void snapshotsAreReadFewAtATime() throws Exception {
        // Given
        int clientsOfSnapshots = 200;
        Streams streams = new Streams();
        try (RunningChannels running = RunningChannels.options()
                .settings(RunningChannels.settings(CLIENTS, CLIENTS, 1024 * 1024, 64 * 1024))
                .commands(streams)
                .start()) {
            running.putAll("s-", 60, "alice", "");
            running.awaitFollowed();

            // When
            streams.begin();
            List<Client> clients = IntStream.range(0, clientsOfSnapshots)
                    .mapToObj(i -> new Client(running, 0, "as=alice&snapshot=true"))
                    .toList();

            // Then
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(clients)
                            .allSatisfy(client -> assertThat(client.controls).contains("snapshot.end")));
            assertThat(clients).allSatisfy(client -> assertThat(client.subjects).hasSize(60));
            LOG.info("Storm: {} snapshots; {}", clientsOfSnapshots, streams);
            assertThat(streams.maxConcurrentFinds).hasValueBetween(1, 4);
            clients.forEach(Client::close);
            assertNothingLeft(running);
        }
    }

    @Test
    void clientsThatComeAndGoLeaveNothingBehind() throws Exception {
        long seed = System.currentTimeMillis();
        LOG.info("Storm: seed {}", seed);
        Random random = new Random(seed);
        try (RunningChannels running = RunningChannels.options()
                .settings(RunningChannels.settings(CLIENTS, CLIENTS, 1024 * 1024, 64 * 1024))
                .limits(new SocketLimits(64 * 1024, 1024 * 1024, Duration.ofSeconds(30), Duration.ofMillis(200)))
                .start()) {
            String old = running.cursor();
            running.putAll("a-", 200, "alice", "x".repeat(1_000));

            // When
            List<RawClient> open = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                String path = RunningChannels.PATH + "?as=alice"
                        + List.of("", "&snapshot=true", "&since=" + old, "&status=NEAR", "&since=none")
                                .get(random.nextInt(5));
                RawClient client = switch (random.nextInt(3)) {
                    case 0 -> RawClient.events(running.port(), path);
                    case 1 -> RawClient.requestOnly(running.port(), path);
                    default -> new RawClient(running.port(), path);
                };
                if (random.nextInt(3) == 0) {
                    open.add(client);
                } else if (random.nextBoolean()) {
                    client.vanish();
                } else {
                    client.close();
                }
                if (open.size() > 50) {
                    open.remove(random.nextInt(open.size())).vanish();
                }
                if (i % 50 == 0) {
                    running.put("live-" + i, 1, "alice", "NEAR", "");
                }
            }
            for (RawClient client : open) {
                client.close();
            }

            // Then
            assertNothingLeft(running);

            // And a new client is served
            try (TestSocket socket = running.open("as=alice")) {
                running.put("last", 1, "alice", "NEAR", "");
                await("seed " + seed)
                        .atMost(TIMEOUT)
                        .until(() -> socket.received().stream().anyMatch(frame -> frame.contains("\"last\"")));
            }
        }
    }

    private static void assertNothingLeft(RunningChannels running) {
        await().atMost(TIMEOUT)
                .until(() -> running.channels().shares().connections().taken() == 0);
        assertThat(running.metric("howdah.push.connections")).isZero();
        assertThat(running.metric("howdah.push.subscriptions")).isZero();
        assertThat(running.metric("howdah.push.queue.bytes")).isZero();
        assertThat(running.channel().joined()).isZero();
    }

    /** Counts the commands that MongoDB gets, once started. */
    private static final class Streams implements CommandListener {
        private final AtomicInteger commands = new AtomicInteger();
        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicInteger maxConcurrent = new AtomicInteger();
        private final AtomicInteger finds = new AtomicInteger();
        private final AtomicInteger maxConcurrentFinds = new AtomicInteger();
        private final Set<Long> cursors = ConcurrentHashMap.newKeySet();
        private final Map<Integer, String> findsRunning = new ConcurrentHashMap<>();
        private volatile boolean counting;

        void begin() {
            counting = true;
        }

        @Override
        public void commandStarted(CommandStartedEvent event) {
            if (!counting) {
                return;
            }
            commands.incrementAndGet();
            switch (event.getCommandName()) {
                case "killCursors" ->
                    event.getCommand()
                            .getArray("cursors")
                            .forEach(cursor -> cursors.remove(cursor.asInt64().getValue()));
                case "find" -> {
                    if (event.getCommand().getString("find").getValue().equals("rides")) {
                        finds.incrementAndGet();
                        findsRunning.put(event.getRequestId(), "");
                        maxConcurrentFinds.accumulateAndGet(findsRunning.size(), Math::max);
                    }
                }
                default -> {
                    // Only counted.
                }
            }
        }

        @Override
        public void commandSucceeded(CommandSucceededEvent event) {
            findsRunning.remove(event.getRequestId());
            if (counting && event.getCommandName().equals("aggregate")) {
                opened.incrementAndGet();
                cursors.add(
                        event.getResponse().getDocument("cursor").getInt64("id").getValue());
                maxConcurrent.accumulateAndGet(cursors.size(), Math::max);
            }
        }

        @Override
        public String toString() {
            return commands + " commands, " + opened + " streams opened, " + maxConcurrent + " at once; " + finds
                    + " finds, " + maxConcurrentFinds + " at once";
        }
    }

    /** Subscriber that records keys and control types of its events. */
    private final class Client {
        private final List<String> controls = new CopyOnWriteArrayList<>();
        private final List<String> subjects = new CopyOnWriteArrayList<>();
        private volatile WebSocket socket;

        Client(RunningChannels running, int channel, String query) {
            connector
                    .connect(running.port(), "127.0.0.1", running.path(channel) + "?" + query)
                    .onSuccess(opened -> {
                        socket = opened;
                        opened.textMessageHandler(this::take);
                    })
                    .onFailure(failure -> controls.add("failed: " + failure));
        }

        private void take(String text) {
            JsonObject event = new JsonObject(text);
            if (event.containsKey("subject")) {
                subjects.add(event.getString("subject"));
            } else {
                String type = event.getString("type").replace("io.howdah.", "");
                JsonObject data = event.getJsonObject("data");
                if (type.equals("position")) {
                    return;
                }
                controls.add(data == null ? type : type + " " + data.getBoolean("recovered"));
            }
        }

        void close() {
            if (socket != null) {
                socket.close();
            }
        }
    }
}
