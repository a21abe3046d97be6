package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.Docs;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters from their making to their end, through the commands that an operator types. */
class DeadLettersIT {

    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PAGE = "docs/dead-letters.md";
    private static final String MAX_RECORD_BYTES = "100000";

    /** What the transform does with a thing that is marked: "broken" refuses it, "away" says that a service is away. */
    private static final String MOOD = "things.mood";

    private static final String ROUTES = """
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: things-ingest
                parameters:
                  - {name: topic, value: "{{things.topic}}"}
                  - {name: model, value: Thing}
                  - {name: transform, value: "direct:things-transform"}
            - route:
                id: things-transform
                errorHandler: {noErrorHandler: {}}
                from:
                  uri: direct:things-transform
                  steps:
                    - choice:
                        when:
                          - expression: {simple: {expression: "${sys.things.mood} == 'broken' && ${bodyAs(String)} contains 'marked'"}}
                            steps:
                              - throwException: {exceptionType: java.lang.IllegalStateException, message: "nobody knows this mark"}
                          - expression: {simple: {expression: "${sys.things.mood} == 'away' && ${bodyAs(String)} contains 'late'"}}
                            steps:
                              - throwException: {exceptionType: java.net.ConnectException, message: "no route to the service"}
                          - expression: {simple: {expression: "${header.colour} == 'red'"}}
                            steps:
                              - setBody: {expression: {jq: {expression: '. + {note: "red"}'}}}
            """;

    private static final String SCHEMA = """
            type Thing @readModel(collection: "things", key: "id", version: "sequence") @public {
              id: ID!
              sequence: Long!
              note: String
            }
            """;

    @TempDir
    private Path folder;

    private RunningApplication howdah;

    @BeforeEach
    void start() throws Exception {
        System.setProperty(MOOD, "broken");
        ApplicationFolder.in(folder)
                .write(ApplicationFolder.SCHEMA_FILE, SCHEMA)
                .write(ApplicationFolder.ROUTES_FILE, ROUTES)
                .set("things.topic", "things.events");
        howdah = RunningApplication.folder(
                folder,
                Map.of(
                        "howdah.ingest.max-record-bytes",
                        MAX_RECORD_BYTES,
                        "howdah.mongo.connect-timeout",
                        "10s",
                        "howdah.ingest.dlq-max-ratio",
                        "1"),
                List.of("things.topic"));
    }

    @AfterEach
    void stop() {
        if (howdah != null) {
            howdah.close();
        }
        System.clearProperty(MOOD);
    }

    @Test
    void badRecordsAreFoundShownMendedAndReplayed() throws Exception {
        // Given two things that the transform refuses, and one that is no thing at all
        send("a", "marked");
        send("b", "marked");
        send("c", "good");
        howdah.send("things.topic", "d", "{\"id\":\"d\",\"note\":\"secret\"}");
        awaitLetters(3);

        // Then they are listed, by error too
        assertThat(howdah.ask("dlq", "list").out())
                .hasSize(5)
                .anyMatch(line -> line.contains("IllegalStateException: nobody knows this mark"))
                .contains("3 of 3 open dead letters");
        assertThat(letters("--error", "SEQUENCE"))
                .extracting(letter -> key(letter))
                .containsExactly("d");
        assertThat(letters("--until", "1h")).isEmpty();
        assertThat(letters("--key", "a", "--since", "1h")).singleElement().satisfies(letter -> {
            assertThat(letter.path("model").asText()).isEqualTo("Thing");
            assertThat(letter.path("attempts").asInt()).isEqualTo(1);
        });

        // And one is shown with all that it holds
        CommandLineRun shown = howdah.ask("dlq", "show", place("d"));
        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out())
                .contains("  howdah.route: things-ingest", "{\"id\":\"d\",\"note\":\"secret\"}")
                .anyMatch(line -> line.startsWith("key ") && line.endsWith(" d"));

        // When it is only tried
        CommandLineRun tried = howdah.ask("dlq", "replay", "--error", "IllegalState", "--dry-run");
        assertThat(tried.out()).contains("would replay 2 dead letters");
        assertThat(stored()).containsExactly("c");

        // When the transform is mended
        System.setProperty(MOOD, "mended");
        CommandLineRun replayed = howdah.ask("dlq", "replay", "--error", "IllegalState");

        // Then they are stored with their own coordinates, and open no more
        assertThat(replayed.out())
                .containsExactly("replayed 2 of 2: 2 applied, 0 collapsed, 0 stale, 0 failed again, 0 not replayed");
        assertThat(replayed.exitCode()).isZero();
        assertThat(stored()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(letters()).extracting(letter -> key(letter)).containsExactly("d");
        JsonNode done = letters("--key", "a", "--status", "replayed").get(0);
        assertThat(done.at("/disposition/by").asText()).isEqualTo(System.getProperty("user.name"));
        assertThat(done.at("/disposition/outcome").asText()).isEqualTo("applied");
        Document source = header("a").get("src", Document.class);
        assertThat(done.path("at").asText())
                .isEqualTo(howdah.topic("things.topic") + "-" + source.get("partition") + "@" + source.get("offset"));
    }

    @Test
    void replayingTwiceChangesNothing() throws Exception {
        // Given
        send("a", "marked");
        awaitLetters(1);
        System.setProperty(MOOD, "mended");
        assertThat(howdah.ask("dlq", "replay", "--all").exitCode()).isZero();
        Document before = header("a");

        // When nothing is open any more, and when it is replayed all the same
        assertThat(howdah.ask("dlq", "replay", "--all").out())
                .containsExactly("replayed 0 of 0: 0 applied, 0 collapsed, 0 stale, 0 failed again, 0 not replayed");
        CommandLineRun again = howdah.ask("dlq", "replay", "--status", "all", "--all");

        // Then it is stale
        assertThat(again.out())
                .containsExactly("replayed 1 of 1: 0 applied, 0 collapsed, 1 stale, 0 failed again, 0 not replayed");
        assertThat(header("a")).isEqualTo(before);
        assertThat(letters("--status", "replayed")
                        .get(0)
                        .at("/disposition/outcome")
                        .asText())
                .isEqualTo("stale");
    }

    @Test
    void recordThatFailsAgainIsOpenAgainAndSaysHowOften() throws Exception {
        // Given
        send("a", "marked");
        awaitLetters(1);

        // When
        CommandLineRun again = howdah.ask("dlq", "replay", "--all");

        // Then
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.out().get(0))
                .startsWith(place("a") + " failed again: java.lang.IllegalStateException: nobody knows this mark");
        assertThat(letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.path("attempts").asInt()).isEqualTo(2));

        // And a record that was discarded is not, as long as it does not fail once more
        assertThat(howdah.ask("dlq", "discard", "--at", place("a"), "--by", "eve")
                        .out())
                .containsExactly("discarded 1 dead letters");
        assertThat(letters()).isEmpty();
        assertThat(letters("--status", "discarded").get(0).at("/disposition/by").asText())
                .isEqualTo("eve");
        howdah.ask("dlq", "replay", "--all", "--status", "discarded");
        assertThat(letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.path("attempts").asInt()).isEqualTo(3));
    }

    @Test
    void whatWasDoneOutlivesTheProcess() throws Exception {
        // Given
        send("a", "marked");
        send("b", "marked");
        send("c", "marked");
        awaitLetters(3);
        System.setProperty(MOOD, "mended");
        howdah.ask("dlq", "replay", "--key", "a");
        howdah.ask("dlq", "discard", "--key", "b");

        // When
        howdah.restart();

        // Then
        assertThat(letters()).extracting(letter -> key(letter)).containsExactly("c");
        assertThat(letters("--status", "all"))
                .extracting(letter -> letter.path("status").asText())
                .containsExactlyInAnyOrder("replayed", "discarded", "open");
    }

    @Test
    void valueThatWasCutIsReadFromItsTopic() throws Exception {
        // Given a record that is small enough, but not for the dead-letter topic
        limitDeadLetters(50_000);
        String note = "marked" + "x".repeat(90_000);
        send("a".repeat(30), note);
        send("b".repeat(30), note);
        awaitLetters(2);
        assertThat(letters().get(0).path("bytes").asInt()).isGreaterThan(960);

        // When
        System.setProperty(MOOD, "mended");
        CommandLineRun first = howdah.ask("dlq", "replay", "--key", "a".repeat(30));
        deleteRecords();
        CommandLineRun second = howdah.ask("dlq", "replay", "--key", "b".repeat(30));

        // Then
        assertThat(first.exitCode()).as("%s", first).isZero();
        assertThat(document("a".repeat(30))).containsEntry("note", note);
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.out().get(0))
                .contains(" was not replayed: its value was cut, and retention removed the record");
        assertThat(letters()).extracting(letter -> key(letter)).containsExactly("b".repeat(30));
    }

    @Test
    void thousandsAreReplayedAndAReplayThatStopsGoesOn() throws Exception {
        // Given
        int many = 5_000;
        howdah.sendAll(
                "things.topic",
                IntStream.range(0, many)
                        .boxed()
                        .collect(Collectors.toMap(
                                i -> "k" + i, i -> thing("k" + i, i < many - 10 ? "marked" : "marked late"))));
        awaitLetters(many);
        assertThat(letters("--limit", "0")).hasSize(many);
        assertThat(howdah.ask("dlq", "list").out()).contains("50 of 5000 open dead letters; --limit 0 lists all");

        // When a service is away that some of them need
        System.setProperty(MOOD, "away");
        CommandLineRun stopped = howdah.ask("dlq", "replay", "--all");

        // Then it says so, and what is done is done
        assertThat(stopped.exitCode()).isEqualTo(1);
        assertThat(stopped.err())
                .singleElement()
                .asString()
                .contains("the replay stopped after ", "an infrastructure error in things-ingest");
        int left = letters("--limit", "0").size();
        assertThat(left).isBetween(10, many);
        assertThat(howdah.collection("things").countDocuments()).isEqualTo(many - left);

        // When it is back
        System.setProperty(MOOD, "mended");
        CommandLineRun replayed = howdah.ask("dlq", "replay", "--all");

        // Then
        assertThat(replayed.out().get(replayed.out().size() - 1)).startsWith("replayed " + left + " of " + left);
        assertThat(howdah.collection("things").countDocuments()).isEqualTo(many);
        assertThat(letters()).isEmpty();
    }

    @Test
    void letterThatIsOlderThanForgottenDeletionsDoesNotBringADocumentBack() throws Exception {
        // Given a record that failed 8 days ago, whose key was deleted after it, and a tombstone that its time has
        // taken
        Instant old = Instant.now().minus(Duration.ofDays(8));
        howdah.sendAt(old, "things.topic", "a", thing("a", "marked"));
        howdah.sendAt(old, "things.topic", "a", null);
        send("b", "marked");
        awaitLetters(2);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(header("a")).containsEntry("del", true));
        howdah.collection("things").deleteOne(new Document("_id", "a"));

        // When
        String place = place("a");
        System.setProperty(MOOD, "mended");
        CommandLineRun replayed = howdah.ask("dlq", "replay", "--all");

        // Then the one stays as it is, and the other is stored
        assertThat(stored()).as("%s", replayed).containsExactly("b");
        assertThat(replayed.exitCode()).isEqualTo(1);
        assertThat(replayed.out().get(0))
                .startsWith(place + " was not replayed: the record of " + old.truncatedTo(ChronoUnit.MILLIS))
                .contains("howdah.ingest.tombstone-ttl", "--force");
        assertThat(replayed.out().get(1))
                .isEqualTo("replayed 2 of 2: 1 applied, 0 collapsed, 0 stale, 0 failed again, 1 not replayed");
        assertThat(letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.path("attempts").asInt()).isEqualTo(1));

        // And when that is forced, it is stored, and the command says what that means
        CommandLineRun forced = howdah.ask("dlq", "replay", "--all", "--force");
        assertThat(forced.exitCode()).isZero();
        assertThat(forced.out().get(0)).startsWith(place + " may restore a deleted document: ");
        assertThat(forced.out().get(1))
                .isEqualTo("replayed 1 of 1: 1 applied, 0 collapsed, 0 stale, 0 failed again, 0 not replayed");
        assertThat(stored()).containsExactlyInAnyOrder("a", "b");
        assertThat(letters()).isEmpty();
    }

    @Test
    void headersOfARecordAreThereAgainAndSteerNothing() throws Exception {
        // Given
        howdah.send(
                "things.topic",
                "a",
                thing("a", "marked"),
                Map.of("traceparent", TRACEPARENT, "HowdahDelete", "true", "colour", "red"));
        awaitLetters(1);

        // When
        System.setProperty(MOOD, "mended");
        howdah.ask("dlq", "replay", "--all");

        // Then
        assertThat(header("a")).containsEntry("tp", TRACEPARENT).doesNotContainKey("del");
        assertThat(document("a")).containsEntry("note", "red");
    }

    @Test
    void documentedCommandsDoWhatThePageSays() throws Exception {
        // Given
        send("P-1002", "marked");
        awaitLetters(1);
        String place = place("P-1002");
        List<String> list =
                Docs.block(PAGE, "text", "LAST FAILED").text().lines().toList();
        String replayed = Docs.block(PAGE, "text", "replayed ").text().strip();

        // When the page's commands are typed, with this test's names
        List<CommandLineRun> runs = new ArrayList<>();
        for (String command : Docs.commands(Docs.root().resolve(PAGE))) {
            if (command.startsWith("dlq replay") && !command.contains("--dry-run")) {
                System.setProperty(MOOD, "mended");
            }
            if (command.startsWith("dlq ")) {
                runs.add(howdah.ask(Docs.arguments(
                        command.replace("parcels.events-2@17", place).replace("--model Parcel", "--model Thing"))));
            }
        }

        // Then
        assertThat(runs).extracting(CommandLineRun::exitCode).containsOnly(0);
        assertThat(runs.get(0).out().get(0).split(" +")).isEqualTo(list.get(0).split(" +"));
        assertThat(runs.get(0).out().get(2)).isEqualTo(list.get(2));
        assertThat(runs.get(1).out()).contains("  howdah.route: things-ingest");
        assertThat(runs.get(2).out()).contains("would replay 1 dead letters");
        assertThat(digits(runs.get(3).out().get(0))).isEqualTo(digits(replayed));
        assertThat(runs.get(4).out()).containsExactly("discarded 0 dead letters");
        assertThat(stored()).containsExactly("P-1002");
    }

    private static String digits(String line) {
        return line.replaceAll("[0-9]+", "n");
    }

    @Test
    void modelsAreListedResumedAndRebased() {
        assertThat(howdah.ask("model", "list").out().get(1)).matches("Thing +running");
        assertThat(howdah.ask("resume", "Thing").out()).containsExactly("Thing was not paused");
        assertThat(howdah.ask("model", "rebase", "Thing").out())
                .containsExactly("the topics of Thing have not changed; there was nothing to do");
        assertThat(howdah.ask("resume", "Thin").err())
                .singleElement()
                .asString()
                .contains("Thin", "Thing");
    }

    @Test
    void wrongQuestionsAreAnsweredInOneLine() {
        assertThat(howdah.ask("dlq", "replay").exitCode()).isEqualTo(2);
        assertThat(howdah.ask("dlq", "discard").err().get(0))
                .isEqualTo("select dead letters with a filter such as --topic, or with --all");
        assertThat(howdah.ask("dlq", "list", "--since", "soon").err().get(0)).contains("'soon' must be a time");
        assertThat(howdah.ask("dlq", "show", "nowhere").err())
                .containsExactly("howdah: at=nowhere must be a position such as rides.events-0@42");
        assertThat(howdah.ask("dlq", "show", howdah.topic("things.topic") + "-0@7")
                        .err())
                .singleElement()
                .asString()
                .startsWith("howdah: there is no dead letter of ");
        assertThat(howdah.ask("dlq", "list", "--model", "Nothing").err())
                .singleElement()
                .asString()
                .startsWith("howdah: no ingest route has any topic and model Nothing; there are ");
        CommandLineRun away = CommandLineRun.of("dlq", "list", "--url", "http://127.0.0.1:1");
        assertThat(away.exitCode()).isEqualTo(1);
        assertThat(away.err())
                .containsExactly("howdah: http://127.0.0.1:1 does not respond; start Howdah there, or set --url or"
                        + " HOWDAH_ADMIN_URL to the address of its management port");
        assertThat(CommandLineRun.of("dlq", "list", "--url", "http://127.0.0.1:" + howdah.port())
                        .err())
                .singleElement()
                .asString()
                .startsWith("howdah: ");
        assertThat(CommandLineRun.of("dlq", "list", "--url", "nonsense").exitCode())
                .isEqualTo(2);
    }

    private void send(String id, String note) throws Exception {
        howdah.send("things.topic", id, thing(id, note));
    }

    private static String thing(String id, String note) {
        return "{\"id\":\"" + id + "\",\"sequence\":1,\"note\":\"" + note + "\"}";
    }

    private void awaitLetters(int count) {
        String topic = howdah.topic("things.topic") + ".dlq";
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(TestTopics.readAll(topic)).hasSize(count));
    }

    private List<JsonNode> letters(String... filters) {
        String[] command = Stream.concat(Stream.of("dlq", "list", "--format", "json"), Stream.of(filters))
                .toArray(String[]::new);
        CommandLineRun run = howdah.ask(command);
        assertThat(run.err()).isEmpty();
        return run.out().stream()
                .map(DeadLettersIT::parse)
                .filter(line -> line.has("letter"))
                .map(line -> line.path("letter"))
                .toList();
    }

    private String place(String key) {
        return letters("--key", key).get(0).path("at").asText();
    }

    private static String key(JsonNode letter) {
        return letter.at("/key/text").asText();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private List<String> stored() {
        return howdah.collection("things").distinct("_id", String.class).into(new ArrayList<>());
    }

    private Document document(String id) {
        return howdah.collection("things").find(new Document("_id", id)).first();
    }

    private Document header(String id) {
        return document(id).get("_h", Document.class);
    }

    /** What retention would do. */
    private void limitDeadLetters(int bytes) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServices.brokers()))) {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, howdah.topic("things.topic") + ".dlq");
            AlterConfigOp limit = new AlterConfigOp(
                    new ConfigEntry("max.message.bytes", Integer.toString(bytes)), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(topic, List.of(limit))).all().get();
        }
    }

    private void deleteRecords() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServices.brokers()))) {
            String topic = howdah.topic("things.topic");
            admin.deleteRecords(IntStream.range(0, 4)
                            .boxed()
                            .collect(Collectors.toMap(
                                    partition -> new TopicPartition(topic, partition),
                                    partition -> RecordsToDelete.beforeOffset(-1))))
                    .all()
                    .get();
        }
    }
}
