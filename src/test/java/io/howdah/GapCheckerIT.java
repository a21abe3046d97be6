package io.howdah;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checker of notifications: rides are created, changed, given to another rider, moved in and out of filters and deleted, while
 * clients connect to either of two processes, cut the line, read nothing for a while and come back with their cursor, and one of
 * the processes ends and starts again. At the end what each client has, folded by the documented rules, must be what it may see.
 *
 * <p>{@code -Dhowdah.chaos.rounds} is the number of rounds, at most 40; {@code -Dhowdah.chaos.seed} repeats one.
 */
class GapCheckerIT {

    private static final Logger LOG = LoggerFactory.getLogger(GapCheckerIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> RIDERS = List.of("alice", "bob", "carol");
    private static final List<String> STATES = List.of("ACCEPTED", "ON_THE_WAY", "NEAR");
    private static final int KEYS = 20;
    private static final int EVENTS = 300;
    private static final int MOST_ROUNDS = 40;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RunningApplication howdah;
    private static Application other;

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demo(Map.of());
        other = howdah.another();
    }

    @AfterAll
    static void stop() {
        other.close();
        howdah.close();
        THREADS.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> everyClientEndsWithWhatItMaySee() {
        int rounds = Math.min(Integer.getInteger("howdah.chaos.rounds", 4), MOST_ROUNDS);
        long first = Long.getLong("howdah.chaos.seed", System.currentTimeMillis() % 10_000_000);
        return LongStream.range(first, first + rounds).mapToObj(seed -> dynamicTest("seed " + seed, () -> run(seed)));
    }

    private static void run(long seed) throws Exception {
        LOG.info("Gaps: -Dhowdah.chaos.seed={} -Dhowdah.chaos.rounds=1", seed);
        Random random = new Random(seed * 31);
        String round = "r" + seed + "-";
        Map<String, Long> versions = new HashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        List<Client> clients = new ArrayList<>();
        for (String rider : RIDERS) {
            clients.add(new Client(rider, "", random.nextLong()));
            clients.add(new Client(rider, STATES.get(random.nextInt(STATES.size())), random.nextLong()));
        }
        List<CompletableFuture<Void>> lives = clients.stream()
                .map(client -> CompletableFuture.runAsync(() -> client.live(over), THREADS))
                .toList();

        // When
        int restart = EVENTS / 3 + random.nextInt(EVENTS / 3);
        for (int i = 0; i < EVENTS; i++) {
            send(random, round, versions);
            if (i == restart) {
                other.close();
                other = howdah.another();
            }
            pause(random.nextInt(12));
        }
        for (Map.Entry<String, Long> key : versions.entrySet()) {
            await().atMost(PATIENCE).until(() -> stored(key.getKey()) == key.getValue());
        }
        over.set(true);
        for (CompletableFuture<Void> life : lives) {
            life.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        // Then
        for (Client client : clients) {
            try (AutoCloseable line = client.connect(true)) {
                await("seed " + seed + ": " + client)
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(client.view()).isEqualTo(rightful(client)));
            }
        }
        LOG.info(
                "Gaps: seed {} held: {} connections, {} recovered, {} begun anew",
                seed,
                clients.stream().mapToInt(client -> client.connections).sum(),
                clients.stream().mapToInt(client -> client.recovered).sum(),
                clients.stream().mapToInt(client -> client.begunAnew).sum());
    }

    private static void send(Random random, String round, Map<String, Long> versions) throws Exception {
        String key = round + random.nextInt(KEYS);
        long version = versions.merge(key, 1L, Long::sum);
        if (random.nextInt(10) == 0) {
            howdah.send("rides.topic", key, (String) null, Map.of("record-version", Long.toString(version)));
            return;
        }
        howdah.send("rides.topic", key, """
                {"rideId":"%s","seq":%d,"rider":{"id":"%s"},"driver":{"id":"d","name":"Nadia"},"state":"%s","eta":20,\
                "time":"2026-01-01T00:00:00.000Z"}""".formatted(
                        key, version, RIDERS.get(random.nextInt(RIDERS.size())), STATES.get(random.nextInt(3))));
    }

    private static long stored(String key) {
        Document found =
                howdah.collection("rides").find(new Document("_id", key)).first();
        return found == null
                ? 0
                : found.get("_h", Document.class).get("v", Document.class).getLong("main");
    }

    /** What a client may see and asked for, with its versions. */
    private static Map<String, Long> rightful(Client client) {
        Document query = new Document("riderId", client.rider).append("_h.del", new Document("$ne", true));
        if (!client.state.isEmpty()) {
            query.append("status", client.state);
        }
        Map<String, Long> view = new TreeMap<>();
        howdah.collection("rides")
                .find(query)
                .forEach(ride -> view.put(ride.getString("_id"), ride.getLong("sequence")));
        return view;
    }

    private static void pause(int milliseconds) throws InterruptedException {
        if (new CountDownLatch(1).await(milliseconds, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException();
        }
    }

    /** A subscriber that keeps what docs/protocol.md tells it to keep. */
    private static final class Client {
        private final String rider;
        private final String state;
        private final Random random;
        private final Map<String, Long> documents = new TreeMap<>();
        private final Map<String, Long> versions = new HashMap<>();
        private String cursor = "";
        private int connections;
        private int recovered;
        private int begunAnew;

        Client(String rider, String state, long seed) {
            this.rider = rider;
            this.state = state;
            this.random = new Random(seed);
        }

        /** Connects for a while, and again, until it is over. */
        void live(AtomicBoolean over) {
            while (!over.get()) {
                try (AutoCloseable line = connect(random.nextInt(4) != 0)) {
                    pause(random.nextInt(600));
                } catch (Exception e) {
                    // The process may be starting.
                    quietly(() -> pause(50));
                }
                quietly(() -> pause(random.nextInt(400)));
            }
        }

        private static void quietly(Step step) {
            try {
                step.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private interface Step {
            void run() throws Exception;
        }

        /** Opens a line that is cut when it is closed; one that does not read gets what was sent only when it comes again. */
        AutoCloseable connect(boolean reading) throws Exception {
            int port = random.nextBoolean() ? howdah.port() : other.port();
            String query = "as=" + rider + "&snapshot=true" + (state.isEmpty() ? "" : "&status=" + state);
            Line line = new Line(reading);
            WebSocket socket;
            synchronized (this) {
                connections++;
                query += cursor.isEmpty() ? "" : "&since=" + cursor;
            }
            socket = HTTP.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/notifications/rides?" + query), line)
                    .get(10, TimeUnit.SECONDS);
            return () -> {
                line.cut();
                socket.abort();
            };
        }

        synchronized Map<String, Long> view() {
            return Map.copyOf(documents);
        }

        private synchronized void take(JsonNode event) {
            String what = event.path("type").asText().replaceFirst("^io\\.howdah\\.", "");
            String subject = event.path("subject").asText();
            switch (what) {
                case "ready" -> {
                    if (event.at("/data/recovered").asBoolean()) {
                        recovered++;
                    }
                }
                case "snapshot.begin" -> {
                    begunAnew++;
                    documents.clear();
                    versions.clear();
                }
                case "snapshot.item" -> put(subject, event.path("version").asLong());
                case "snapshot.end", "position" -> {}
                case "resync" -> {
                    documents.clear();
                    versions.clear();
                }
                case "rides.created", "rides.updated" ->
                    put(subject, event.path("version").asLong());
                case "rides.deleted", "rides.left" -> {
                    if (isNews(subject, event.path("version").asLong())) {
                        documents.remove(subject);
                    }
                }
                default -> throw new IllegalStateException(what);
            }
            if (what.equals("resync")) {
                // The next connection takes a snapshot.
                cursor = "";
            } else if (!what.equals("snapshot.item")) {
                cursor = event.path("id").asText();
            }
        }

        private void put(String subject, long version) {
            if (isNews(subject, version)) {
                documents.put(subject, version);
            }
        }

        private boolean isNews(String subject, long version) {
            Long known = versions.get(subject);
            if (known != null && version < known) {
                return false;
            }
            versions.put(subject, version);
            return true;
        }

        @Override
        public synchronized String toString() {
            return rider + " " + state + " cursor " + cursor;
        }

        private final class Line implements WebSocket.Listener {
            private final StringBuilder text = new StringBuilder();
            private final boolean reading;
            private volatile boolean cut;

            Line(boolean reading) {
                this.reading = reading;
            }

            void cut() {
                cut = true;
            }

            @Override
            public void onOpen(WebSocket socket) {
                if (reading) {
                    socket.request(1);
                }
            }

            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
                text.append(part);
                if (last && !cut) {
                    try {
                        take(JSON.readTree(text.toString()));
                    } catch (Exception e) {
                        LOG.error("A frame is wrong: {}", text, e);
                        throw new IllegalStateException(e);
                    }
                    text.setLength(0);
                }
                socket.request(1);
                return null;
            }
        }
    }
}
