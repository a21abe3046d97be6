package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.howdah.chaos.faults.TcpProxy;
import io.howdah.chaos.faults.WireProtocol;
import io.howdah.testing.Docs;
import io.howdah.testing.Node;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recipes of docs/graphql-live.md as they stand there, each with its library: whatever happens to the line, what they show in the end is
 * what a query answers.
 */
class LiveClientsIT {

    private static final Logger LOG = LoggerFactory.getLogger(LiveClientsIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern FILE = Pattern.compile("// ([\\w-]+\\.js)\\b.*");
    private static final List<String> BY_SOCKET = List.of("graphql-ws", "apollo", "apollo-native", "urql");
    private static final List<String> BY_EVENTS = List.of("graphql-sse", "event-source");
    private static final Duration TOKEN = Duration.ofSeconds(6);

    private static RunningApplication howdah;

    private final long seed = Long.getLong("howdah.chaos.seed", System.nanoTime() % 1_000_000);

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demo(Map.of());
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void recipesShowWhatAQueryAnswers() throws Exception {
        LOG.info("Live clients: seed {}", seed);
        howdah.send("drivers.topic", "d", """
                {"driverId":"d","name":"Nadia","plate":"HW-1","stars":4.5}""");
        await().until(() -> howdah.collection("drivers").countDocuments() == 1);
        RandomRides rides = new RandomRides(howdah, seed);
        Path folder = recipes();
        try (TcpProxy line = TcpProxy.start(WireProtocol.ANY, "127.0.0.1", 0, target());
                Clients clients = new Clients(folder, line.port())) {
            // Given a snapshot, and changes after it
            rides.change(20);
            clients.showWhatIsRight();
            rides.change(20);
            clients.showWhatIsRight();

            // When the line is cut in the middle of changes, and again, and for a while
            double recovered = recovered();
            clients.app("background");
            rides.change(10);
            line.cut();
            rides.change(10);
            line.refuse();
            rides.change(20);
            line.admit();
            clients.app("active");
            // Then
            clients.showWhatIsRight();
            assertThat(recovered())
                    .as("they went on from their cursors, seed %s", seed)
                    .isGreaterThanOrEqualTo(recovered + BY_SOCKET.size() + BY_EVENTS.size());

            // When the read model is gone while they listen, and while they are away
            howdah.collection("rides").drop();
            rides.change(10);
            clients.showWhatIsRight();
            line.refuse();
            howdah.collection("rides").drop();
            rides.change(10);
            line.admit();
            // Then
            clients.showWhatIsRight();

            // When the process ends and comes again
            rides.change(5);
            howdah.restart();
            line.lead(target());
            rides.change(5);
            // Then
            clients.showWhatIsRight();

            // When their credentials expire
            Map<String, Integer> asked = clients.asked();
            await("seed " + seed).atMost(PATIENCE).until(() -> clients.askedMoreThan(asked));
            rides.change(5);
            // Then
            clients.showWhatIsRight();
        }
    }

    /** The sum over the ways to recover: which of them it was is not the client's business. */
    private static double recovered() throws IOException, InterruptedException {
        return howdah.metric("howdah_push_recoveries_total{source=\"ring\"}")
                + howdah.metric("howdah_push_recoveries_total{source=\"stream\"}");
    }

    private static InetSocketAddress target() {
        return new InetSocketAddress("127.0.0.1", howdah.port());
    }

    /** Writes the page's files where Node finds the packages, and what runs them. */
    private static Path recipes() throws IOException {
        Path folder = Node.packages().resolve("live");
        Path react = Files.createDirectories(folder.resolve("node_modules/react-native"));
        Files.writeString(react.resolve("package.json"), "{\"exports\":\"./index.mjs\"}");
        Files.writeString(react.resolve("index.mjs"), Docs.text("src/test/js/react-native.mjs"));
        Files.writeString(folder.resolve("live.mjs"), Docs.text("src/test/js/live.mjs"));
        for (Docs.Block block : Docs.blocks("docs/graphql-live.md")) {
            Matcher name = FILE.matcher(block.text().lines().findFirst().orElse(""));
            if (name.matches()) {
                Files.writeString(folder.resolve(name.group(1)), block.text());
            }
        }
        return folder;
    }

    /** All clients, in one program of Node. */
    private final class Clients implements AutoCloseable {
        private final Path output;
        private final Path errors;
        private final HttpServer tokens;
        private final Process process;

        Clients(Path folder, int port) throws IOException {
            output = folder.resolve("shown.txt");
            errors = folder.resolve("errors.txt");
            tokens = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            tokens.createContext("/", exchange -> {
                byte[] token = TestTokens.of("alice", TOKEN).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, token.length);
                exchange.getResponseBody().write(token);
                exchange.close();
            });
            tokens.start();
            process = new ProcessBuilder(
                            "node",
                            "live.mjs",
                            "127.0.0.1:" + port + "/graphql",
                            "http://127.0.0.1:" + tokens.getAddress().getPort())
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
        }

        /** Tells the app on React Native that it is in the background, or active again. */
        void app(String state) throws IOException {
            process.getOutputStream().write((state + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        void showWhatIsRight() {
            await("seed " + seed).atMost(PATIENCE).untilAsserted(() -> {
                Map<String, JsonNode> right =
                        byId(howdah.query("{ rides(first: 100) { nodes { id status etaSeconds driver { name } } } }")
                                .at("/data/rides/nodes"));
                assertThat(right).isNotEmpty();
                JsonNode shown = said().path("shown");
                for (List<String> names : List.of(BY_SOCKET, BY_EVENTS)) {
                    assertThat(names)
                            .allSatisfy(name -> assertThat(byId(shown.path(name)))
                                    .as("%s, see %s", name, errors)
                                    .isEqualTo(right));
                }
            });
        }

        /** How often each client was asked who it is. */
        Map<String, Integer> asked() {
            Map<String, Integer> asked = new TreeMap<>();
            said().path("asked")
                    .properties()
                    .forEach(each -> asked.put(each.getKey(), each.getValue().asInt()));
            return asked;
        }

        boolean askedMoreThan(Map<String, Integer> before) {
            Map<String, Integer> now = asked();
            return Stream.of(BY_SOCKET, BY_EVENTS)
                    .flatMap(List::stream)
                    .allMatch(name -> now.getOrDefault(name, 0) > before.getOrDefault(name, 0));
        }

        private JsonNode said() {
            try {
                assertThat(process.isAlive()).as("%s", Files.readString(errors)).isTrue();
                String text = Files.readString(output);
                int end = text.lastIndexOf('\n');
                return end < 0
                        ? JSON.missingNode()
                        : JSON.readTree(text.substring(text.lastIndexOf('\n', end - 1) + 1, end));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The rides, without what a library adds for itself. */
        private static Map<String, JsonNode> byId(JsonNode rides) {
            Map<String, JsonNode> byId = new TreeMap<>();
            for (JsonNode ride : rides) {
                JsonNode plain = ride.deepCopy();
                plain.findParents("__typename").forEach(object -> ((ObjectNode) object).remove("__typename"));
                byId.put(ride.path("id").asText(), plain);
            }
            return byId;
        }

        @Override
        public void close() throws Exception {
            tokens.stop(0);
            process.destroyForcibly();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }
}
