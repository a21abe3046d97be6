package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code howdah tail} alongside a running process: what comes in by topics, and what goes out by a channel. */
class TailIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TOPICS = List.of("notes.topic", "scans.topic", "lockers.topic");

    private static final String SCHEMA = """
            type Note @readModel(collection: "notes", key: "id", version: "sequence") {
              id: ID!
              sequence: Long!
              ownerId: ID! @owner(claim: "sub")
              text: String
              inner: String @stored
            }
            type Scan @readModel(collection: "scans", key: "id", version: "sequence") @public {
              id: ID!
              sequence: Long!
            }
            type Locker @readModel(collection: "lockers", key: "id", version: "sequence") @public {
              id: ID!
              sequence: Long!
            }
            """;

    private static final String ROUTES = """
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: notes-ingest
                parameters:
                  - {name: topic, value: "{{notes.topic}}"}
                  - {name: model, value: Note}
            - templatedRoute:
                routeTemplateRef: notify
                routeId: notes-notify
                parameters:
                  - {name: model, value: Note}
                  - {name: channel, value: notes}
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: scans-ingest
                parameters:
                  - {name: topic, value: "{{scans.topic}}"}
                  - {name: model, value: Scan}
                  - {name: format, value: cloudevents}
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: lockers-ingest
                parameters:
                  - {name: topic, value: "{{lockers.topic}}"}
                  - {name: model, value: Locker}
                  - {name: format, value: avro}
                  - {name: schema, value: schemas/locker.avsc}
            """;

    private static final String AVRO = """
            {"type":"record","name":"Locker","fields":[{"name":"id","type":"string"},{"name":"sequence","type":"long"}]}""";

    private static RunningApplication howdah;
    private static String folder;

    @BeforeAll
    static void start(@TempDir Path app) throws Exception {
        StringBuilder settings = new StringBuilder();
        TOPICS.forEach(key -> settings.append(key).append('=').append(key).append('\n'));
        for (Map.Entry<String, String> file : Map.of(
                        "graphql/all.graphqls", SCHEMA,
                        "routes/all.camel.yaml", ROUTES,
                        "schemas/locker.avsc", AVRO,
                        "application.properties", settings.toString())
                .entrySet()) {
            Files.createDirectories(app.resolve(file.getKey()).getParent());
            Files.writeString(app.resolve(file.getKey()), file.getValue());
        }
        howdah = RunningApplication.folder(app, Map.of(), TOPICS);
        // What the command finds in the folder is this run's.
        StringBuilder run = new StringBuilder("howdah.kafka.brokers=" + TestServices.brokers() + "\n");
        TOPICS.forEach(
                key -> run.append(key).append('=').append(howdah.topic(key)).append('\n'));
        Files.writeString(app.resolve("application.properties"), run, StandardOpenOption.APPEND);
        folder = app.toString();
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void recordsAreShownWithKeyVersionAndAge() throws Exception {
        howdah.send("notes.topic", "n-1", note("n-1", 3, "alice"));
        howdah.send("notes.topic", "n-1", "{\"id\":");
        howdah.send("notes.topic", "n-1", null);
        String topic = howdah.topic("notes.topic");

        // When
        CommandLineRun run = tail(topic, "--from-beginning", "--key", "n-1", "--limit", "3");

        // Then
        assertThat(run.exitCode()).as(run.err().toString()).isZero();
        assertThat(run.out().get(0))
                .matches(topic + "-\\d@\\d+  key n-1  version 3  age -?\\d\\S+  \\{\"id\":\"n-1\",\"sequence\":3,.*");
        assertThat(run.out().get(1)).matches(topic + "-\\d@\\d+  key n-1  age \\S+  unreadable: the value is not JSON");
        assertThat(run.out().get(2)).matches(topic + "-\\d@\\d+  deleted  key n-1  age \\S+");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void recordsAreDecodedByTheFormatOfTheirRoute() throws Exception {
        howdah.send(
                "scans.topic",
                "s-1",
                "{\"specversion\":\"1.0\",\"id\":\"e-1\",\"source\":\"/s\",\"type\":\"t\","
                        + "\"time\":\"2020-03-02T09:30:00Z\",\"data\":{\"id\":\"s-1\",\"sequence\":5}}");
        howdah.send("lockers.topic", new byte[] {'l'}, new byte[] {6, 'L', '-', '7', 14});
        howdah.send("lockers.topic", new byte[] {'l'}, new byte[] {6, 'L'});

        // When
        JsonNode scan = json(tail(howdah.topic("scans.topic"), "--from-beginning", "--limit", "1", "--format", "json"))
                .get(0);
        List<JsonNode> lockers =
                json(tail(howdah.topic("lockers.topic"), "--from-beginning", "--limit", "2", "--format", "json"));

        // Then the time is the event's own
        assertThat(scan.path("value")).isEqualTo(JSON.readTree("{\"id\":\"s-1\",\"sequence\":5}"));
        assertThat(scan.path("version").asText()).isEqualTo("5");
        assertThat(scan.path("time").asText()).isEqualTo("2020-03-02T09:30:00Z");
        assertThat(scan.path("ageMs").asLong())
                .isGreaterThan(Duration.ofDays(365).toMillis());
        assertThat(lockers.get(0).path("value")).isEqualTo(JSON.readTree("{\"id\":\"L-7\",\"sequence\":7}"));
        assertThat(lockers.get(1).path("problem").asText()).isNotEmpty();
        assertThat(lockers.get(1).has("value")).isFalse();
    }

    @Test
    void withoutMoreItShowsWhatComesFromNowOn() throws Exception {
        howdah.send("notes.topic", "n-2", note("n-2", 1, "alice"));
        CompletableFuture<CommandLineRun> run = CompletableFuture.supplyAsync(
                () -> tail(howdah.topic("notes.topic"), "--key", "n-2", "--limit", "1", "--format", "json"));

        // When
        await().atMost(PATIENCE).until(() -> {
            howdah.send("notes.topic", "n-2", note("n-2", 2, "alice"));
            return run.isDone();
        });

        // Then
        assertThat(json(run.get()).get(0).path("version").asText()).isEqualTo("2");
    }

    @Test
    void sinceIsATimeOrHowLongAgo() throws Exception {
        howdah.send("notes.topic", "n-3", note("n-3", 1, "alice"));
        for (String since : List.of("10m", "2020-01-01T00:00:00Z")) {
            assertThat(tail(howdah.topic("notes.topic"), "--since", since, "--key", "n-3", "--limit", "1")
                            .out())
                    .hasSize(1);
        }
    }

    @Test
    void anyTopicIsReadWhenItIsSaidToBeOne() throws Exception {
        howdah.send("notes.topic", "n-4", "no JSON");
        assertThat(tail(howdah.topic("notes.topic") + ".dlq", "--from-beginning", "--key", "n-4", "--limit", "1")
                        .out()
                        .get(0))
                .contains("unreadable: the value is not JSON");
        CommandLineRun missing = tail("nowhere", "--topic", "--limit", "1");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err())
                .singleElement()
                .asString()
                .startsWith("howdah: topic nowhere does not exist on " + TestServices.brokers());
    }

    @Test
    void channelShowsWhatItsSubscriberMaySee() throws Exception {
        howdah.send("notes.topic", "c-1", note("c-1", 1, "carol"));
        howdah.send("notes.topic", "c-2", note("c-2", 1, "dave"));
        await().atMost(PATIENCE).until(() -> howdah.collection("notes").countDocuments() >= 2);

        // When
        CommandLineRun run = CommandLineRun.of(
                "tail",
                "notes",
                "--url",
                url(howdah.port()),
                "--token",
                TestTokens.of("carol"),
                "--snapshot",
                "--limit",
                "3");

        // Then
        assertThat(run.exitCode()).as(run.err().toString()).isZero();
        assertThat(run.out())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("snapshot.begin"),
                        line -> assertThat(line)
                                .matches(
                                        "snapshot.item  key c-1  version 1  age \\S+  \\{\"id\":\"c-1\".*\"text\":\"hello\"}"),
                        line -> assertThat(line).startsWith("snapshot.end"));
    }

    @Test
    void channelIsFollowedOverABrokenConnection() throws Exception {
        Set<NetSocket> open = ConcurrentHashMap.newKeySet();
        Vertx vertx = Vertx.vertx();
        AtomicInteger ready = new AtomicInteger();
        AtomicBoolean shut = new AtomicBoolean();
        NetServer proxy = proxy(vertx, open, ready, shut);
        CompletableFuture<CommandLineRun> run;
        try {
            run = connected(proxy.actualPort(), ready);

            // When each change comes while it is away
            for (int sent = 0; !run.isDone(); sent++) {
                int before = ready.get();
                String key = "b-" + sent;
                shut.set(true);
                open.forEach(NetSocket::close);
                howdah.send("notes.topic", key, note(key, 1, "erin"));
                await().atMost(PATIENCE)
                        .until(() -> howdah.collection("notes").countDocuments(new Document("_id", key)) == 1);
                shut.set(false);
                await().atMost(PATIENCE).until(() -> run.isDone() || ready.get() > before);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }

        // Then none is missing between the first and the last
        assertThat(run.get().exitCode()).as(run.get().err().toString()).isZero();
        assertThat(run.get().out()).hasSize(5).allMatch(line -> line.matches("created  key b-\\d+  version 1  .*"));
        List<Integer> seen = run.get().out().stream()
                .map(line -> Integer.parseInt(line.replaceFirst("created  key b-(\\d+) .*", "$1")))
                .toList();
        assertThat(seen.get(4) - seen.get(0)).as(seen.toString()).isEqualTo(4);
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(run.get().err()).isNotEmpty().allMatch(line -> line.startsWith("lost the connection to "));
    }

    /** Runs the command until it is connected. It stops if the machine is too busy to answer within its connect timeout. */
    private static CompletableFuture<CommandLineRun> connected(int port, AtomicInteger ready) {
        AtomicReference<CompletableFuture<CommandLineRun>> run = new AtomicReference<>(follow(port));
        await().atMost(PATIENCE).until(() -> {
            if (run.get().isDone()) {
                assertThat(run.get().join().err()).singleElement().asString().contains("gives no answer");
                run.set(follow(port));
            }
            return ready.get() > 0;
        });
        return run.get();
    }

    private static CompletableFuture<CommandLineRun> follow(int port) {
        return CompletableFuture.supplyAsync(() -> CommandLineRun.of(
                "tail", "notes", "--url", url(port), "--token", TestTokens.of("erin"), "--limit", "5"));
    }

    @Test
    void expiredTokenEndsIt() {
        CommandLineRun run = CommandLineRun.of(
                "tail", "notes", "--url", url(howdah.port()), "--token", TestTokens.of("frank", Duration.ofSeconds(2)));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .containsExactly("howdah: the token has expired; set --token or HOWDAH_TOKEN to a new one");
    }

    @Test
    void refusalsSayWhatToDo() {
        assertRefused(1, "the channel does not exist", "nots", "--url", url(howdah.port()));
        assertRefused(1, "the token is missing or invalid", "notes", "--url", url(howdah.port()), "--token", "x");
        assertRefused(
                1, "http://127.0.0.1:1 does not respond; start Howdah there", "notes", "--url", "http://127.0.0.1:1");
        assertRefused(2, "--url=nowhere must be an address", "notes", "--url", "nowhere");
        assertRefused(2, "the application has no topic or channel nots; did you mean notes?", "nots", folder);
        assertRefused(2, "--snapshot is for channels", howdah.topic("notes.topic"), folder, "--snapshot");
        assertRefused(2, "--since is for topics", "notes", folder, "--since", "1m");
        assertRefused(2, "--from-beginning and --since", "notes", folder, "--since", "1m", "--from-beginning");
        assertRefused(2, "--limit=-1 must be 0 or more", "notes", folder, "--limit", "-1");
    }

    private static void assertRefused(int exitCode, String message, String... arguments) {
        List<String> command = new ArrayList<>(List.of("tail"));
        command.addAll(List.of(arguments));
        CommandLineRun run = CommandLineRun.of(command.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err().toString()).isEqualTo(exitCode);
        assertThat(run.err().get(0)).contains(message);
    }

    /** Passes everything unless it is shut, keeps the clients' ends in {@code open}, and counts subscriptions that are ready. */
    private static NetServer proxy(Vertx vertx, Set<NetSocket> open, AtomicInteger ready, AtomicBoolean shut)
            throws Exception {
        NetClient client = vertx.createNetClient();
        return vertx.createNetServer()
                .connectHandler(in -> {
                    if (shut.get()) {
                        in.close();
                        return;
                    }
                    in.pause();
                    open.add(in);
                    Future<NetSocket> server = client.connect(howdah.port(), "127.0.0.1");
                    in.closeHandler(closed -> {
                        open.remove(in);
                        server.onSuccess(NetSocket::close);
                    });
                    server.onFailure(failure -> in.close()).onSuccess(out -> {
                        if (!open.contains(in)) {
                            // The client did not wait.
                            return;
                        }
                        out.closeHandler(closed -> in.close());
                        in.pipeTo(out);
                        out.handler(part -> {
                            if (part.toString().contains("io.howdah.ready")) {
                                ready.incrementAndGet();
                            }
                            in.write(part);
                        });
                    });
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static String note(String id, long sequence, String owner) {
        return "{\"id\":\"%s\",\"sequence\":%d,\"ownerId\":\"%s\",\"text\":\"hello\",\"inner\":\"secret\"}"
                .formatted(id, sequence, owner);
    }

    private static CommandLineRun tail(String name, String... options) {
        List<String> command = new ArrayList<>(List.of("tail", name, folder));
        command.addAll(List.of(options));
        return CommandLineRun.of(command.toArray(String[]::new));
    }

    private static List<JsonNode> json(CommandLineRun run) throws Exception {
        assertThat(run.exitCode()).as(run.err().toString()).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run.out()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
