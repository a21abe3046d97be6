package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.chaos.faults.TcpProxy;
import io.howdah.chaos.faults.WireProtocol;
import io.howdah.testing.Chromium;
import io.howdah.testing.Docs;
import io.howdah.testing.Node;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTokens;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the clients of docs/protocol.md and docs/frontend.md as they stand there: in the end, each holds what the collection has for
 * alice.
 */
class DocumentedClientsIT {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentedClientsIT.class);
    private static final String PROTOCOL = "docs/protocol.md";
    private static final String FRONTEND = "docs/frontend.md";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningApplication howdah;
    private static int pagePort;

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("howdah.chaos.seed", System.nanoTime() % 1_000_000);
    private RandomRides rides;
    private TcpProxy line;

    /** A client that runs. */
    private interface Client extends AutoCloseable {

        /** The data of each document that it holds, by its key. */
        Map<String, JsonNode> documents() throws Exception;
    }

    @BeforeAll
    static void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            pagePort = free.getLocalPort();
        }
        howdah = RunningApplication.demo(Map.of("howdah.http.allowed-origins", "http://127.0.0.1:" + pagePort));
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @BeforeEach
    void open() throws Exception {
        LOG.info("Clients: seed {}", seed);
        rides = new RandomRides(howdah, seed);
        line = TcpProxy.start(WireProtocol.ANY, "127.0.0.1", 0, target());
    }

    @AfterEach
    void close() throws Exception {
        line.close();
    }

    @Test
    void nodeClientGoesOnAfterEverything() throws Exception {
        Path file = folder.resolve("state.json");
        try (Client client = nodeClient(file)) {
            livesThroughEverything(client);
        }

        // And after its own end
        rides.change(20);
        try (Client client = nodeClient(file)) {
            holdsWhatIsRight(client);
        }
    }

    @Test
    void pageGoesOnAfterEverythingWithoutABrowser() throws Exception {
        Path module = write(FRONTEND, "rides.mjs", "// rides.js", line.port());
        Path page = Files.copy(Docs.root().resolve("src/test/js/page.mjs"), folder.resolve("page.mjs"));
        try (Client client = new Program(List.of(page.toString(), module.toUri().toString()), this::lastLine)) {
            livesThroughEverything(client);
        }
    }

    @Test
    void pageGoesOnAfterEverythingInChromium() throws Exception {
        livesThroughEverythingInChromium("// rides.js");
    }

    @Test
    void eventSourceGoesOnAfterEverythingInChromium() throws Exception {
        livesThroughEverythingInChromium("// events.js");
    }

    @Test
    void firstQueryPrintsRides() throws Exception {
        howdah.send("rides.topic", "a-1", ride("a-1", "alice"));
        await().atMost(PATIENCE).untilAsserted(() -> {
            Path module = write(FRONTEND, "query.mjs", "// query.mjs", howdah.port());
            assertThat(output(List.of(module.toString()))).contains("a-1").contains("NEAR");
        });

        // And by curl
        String query = JSON.readTree(Docs.block(FRONTEND, "sh", "/graphql'").curlBody())
                .path("query")
                .asText();
        assertThat(howdah.query(query).at("/data/rides/nodes").findValuesAsText("id"))
                .contains("a-1");
    }

    @Test
    void ticketOpensTheChannelOfItsPerson() throws Exception {
        howdah.send("rides.topic", "t-1", ride("t-1", "bob"));
        await().atMost(PATIENCE)
                .until(() -> howdah.collection("rides").countDocuments(new Document("_id", "t-1")) == 1);

        // When
        write(FRONTEND, "ticket.mjs", "// ticket.mjs", howdah.port());
        Path program = Files.writeString(folder.resolve("bob.mjs"), """
                import { open } from "./ticket.mjs";
                const socket = await open("/notifications/rides", process.argv[2]);
                socket.onmessage = ({ data }) => {
                  console.log(data);
                  if (JSON.parse(data).type === "io.howdah.snapshot.end") socket.close();
                };
                """);

        // Then
        assertThat(output(List.of(program.toString(), TestTokens.of("bob", PATIENCE))))
                .contains("\"subject\":\"t-1\"")
                .doesNotContain("\"riderId\":\"alice\"");
    }

    private static String ride(String id, String rider) {
        return """
                {"rideId":"%s","seq":1,"rider":{"id":"%s"},"state":"NEAR","eta":40,"time":"2026-03-02T09:00:00Z"}""".formatted(id, rider);
    }

    /** Returns what a program of Node prints until it ends. */
    private String output(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(Node.withWebSocket());
        command.addAll(arguments);
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as("%s", Files.readString(folder.resolve("errors.txt")))
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }

    private void livesThroughEverythingInChromium(String script) throws Exception {
        String module = module(FRONTEND, script, line.port());
        try (Chromium chromium = Chromium.show(folder, module, pagePort)) {
            livesThroughEverything(new Client() {
                @Override
                public Map<String, JsonNode> documents() throws Exception {
                    return byKey(chromium.shown());
                }

                @Override
                public void close() {}
            });
        }
    }

    private void livesThroughEverything(Client client) throws Exception {
        // Given a snapshot, and changes after it
        rides.change(20);
        holdsWhatIsRight(client);
        rides.change(20);
        holdsWhatIsRight(client);

        double recovered = howdah.metric("howdah_push_recoveries_total{source=\"ring\"}");

        // When the line is cut in the middle of changes, and again, and for a while
        rides.change(10);
        line.cut();
        rides.change(10);
        line.cut();
        rides.change(5);
        line.refuse();
        rides.change(20);
        line.admit();
        // Then
        holdsWhatIsRight(client);
        assertThat(howdah.metric("howdah_push_recoveries_total{source=\"ring\"}"))
                .as("it went on from its cursor, seed %s", seed)
                .isGreaterThan(recovered);

        // When the read model is gone while it listens, and while it is away
        howdah.collection("rides").drop();
        rides.change(10);
        holdsWhatIsRight(client);
        line.refuse();
        howdah.collection("rides").drop();
        rides.change(10);
        line.admit();
        // Then
        holdsWhatIsRight(client);

        // When the process ends and comes again
        rides.change(5);
        howdah.restart();
        line.lead(target());
        rides.change(5);
        // Then
        holdsWhatIsRight(client);
    }

    private void holdsWhatIsRight(Client client) {
        await("seed " + seed)
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(summary(client.documents())).isNotEmpty().isEqualTo(rightful()));
    }

    /** The fields of each ride that identify its version, so that the test detects an outdated ride. */
    private static Map<String, String> summary(Map<String, JsonNode> documents) {
        Map<String, String> summary = new TreeMap<>();
        documents.forEach((key, ride) -> summary.put(
                key,
                ride.path("riderId").asText() + " " + ride.path("status").asText() + " "
                        + ride.path("etaSeconds").asText()));
        return summary;
    }

    private static Map<String, String> rightful() {
        Map<String, String> rightful = new TreeMap<>();
        howdah.collection("rides")
                .find(new Document("riderId", "alice").append("_h.del", new Document("$ne", true)))
                .forEach(ride -> rightful.put(
                        ride.getString("_id"),
                        "alice " + ride.getString("status") + " " + ride.getInteger("etaSeconds")));
        return rightful;
    }

    private static InetSocketAddress target() {
        return new InetSocketAddress("127.0.0.1", howdah.port());
    }

    private String channel() {
        return "ws://127.0.0.1:" + line.port() + "/notifications/rides?snapshot=true";
    }

    /** Writes a script of a page that calls this port instead of Howdah's default. */
    private Path write(String page, String name, String firstLine, int port) throws IOException {
        return Files.writeString(folder.resolve(name), module(page, firstLine, port));
    }

    private static String module(String page, String firstLine, int port) {
        return Docs.block(page, "js", firstLine).text().replace("127.0.0.1:8080", "127.0.0.1:" + port);
    }

    private Client nodeClient(Path file) throws IOException {
        Path module = write(PROTOCOL, "client.mjs", "// client.mjs", line.port());
        return new Program(List.of(module.toString(), channel(), file.toString()), output -> fromFile(file));
    }

    private static Map<String, JsonNode> fromFile(Path file) throws IOException {
        Map<String, JsonNode> documents = new HashMap<>();
        if (Files.exists(file)) {
            JSON.readTree(file.toFile())
                    .path("documents")
                    .properties()
                    .forEach(event ->
                            documents.put(event.getKey(), event.getValue().path("data")));
        }
        return documents;
    }

    private Map<String, JsonNode> lastLine(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        return lines.isEmpty() ? Map.of() : byKey(lines.get(lines.size() - 1));
    }

    private static Map<String, JsonNode> byKey(String list) throws IOException {
        Map<String, JsonNode> documents = new HashMap<>();
        JSON.readTree(list.isBlank() ? "[]" : list)
                .forEach(ride -> documents.put(ride.path("id").asText(), ride));
        return documents;
    }

    /** A program of Node that runs. */
    private final class Program implements Client {
        private final Path output = folder.resolve("output-" + System.nanoTime() + ".txt");
        private final Reader reader;
        private final Process process;

        private interface Reader {
            Map<String, JsonNode> read(Path output) throws IOException;
        }

        Program(List<String> arguments, Reader reader) throws IOException {
            this.reader = reader;
            List<String> command = new ArrayList<>(Node.withWebSocket());
            command.addAll(arguments);
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(folder.resolve("errors.txt").toFile())
                    .start();
        }

        @Override
        public Map<String, JsonNode> documents() throws IOException {
            assertThat(process.isAlive())
                    .as("%s", Files.readString(folder.resolve("errors.txt")))
                    .isTrue();
            return reader.read(output);
        }

        @Override
        public void close() throws Exception {
            process.destroyForcibly();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }
}
