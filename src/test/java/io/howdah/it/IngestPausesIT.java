package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.ingest.ModelStates;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.ingest.kafka.Topics;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import io.howdah.testing.TransportWsClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not go on by itself waits for a person, and loses nothing meanwhile. */
class IngestPausesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BY_OFFSET = "things.topic";
    private static final String BY_VERSION = "parcels.topic";

    private static final String NOTIFY = """
            - templatedRoute:
                routeTemplateRef: notify
                routeId: things-notify
                parameters:
                  - name: model
                    value: Thing
                  - name: channel
                    value: things
            """;
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f", "g", "h");

    private RunningApplication howdah;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        write(folder, "graphql/models.graphqls", """
                type Thing @readModel(collection: "things", key: "id") @public {
                  id: ID!
                  size: Int
                }
                type Parcel @readModel(collection: "parcels", key: "id", version: "at") @public {
                  id: ID!
                  at: DateTime!
                }
                """);
        write(folder, "routes/models.camel.yaml", route("things", "Thing") + NOTIFY + route("parcels", "Parcel"));
        write(folder, "application.properties", BY_OFFSET + "=x\n" + BY_VERSION + "=x\n");
        howdah = RunningApplication.folder(
                folder, Map.of("howdah.ingest.max-backoff", "500ms"), List.of(BY_OFFSET, BY_VERSION));
    }

    @AfterEach
    void stop() {
        howdah.close();
    }

    @Test
    void offsetsOfATopicThatWasMadeAgainStopTheModelUntilItIsRebased() throws Exception {
        // Given
        for (int i = 0; i < 5; i++) {
            howdah.send(BY_OFFSET, "a", "{\"id\":\"a\",\"size\":" + i + "}");
        }
        await().atMost(PATIENCE).until(() -> Integer.valueOf(4).equals(size("a")));

        // When
        makeAgain(howdah.topic(BY_OFFSET));
        howdah.send(BY_OFFSET, "a", "{\"id\":\"a\",\"size\":77}");

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(health()).contains("was recreated", "howdah model rebase Thing"));
        assertThat(size("a")).isEqualTo(4);

        // When
        assertThat(howdah.ask("model", "rebase", "Thing").out())
                .singleElement()
                .asString()
                .contains("main");

        // Then
        await().atMost(PATIENCE).until(() -> Integer.valueOf(77).equals(size("a")));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(health()).doesNotContain("was recreated"));
        assertThat(howdah.ask("model", "rebase", "Thing").out())
                .singleElement()
                .asString()
                .contains("there was nothing to do");
    }

    @Test
    void partitionsThatWereAddedStopTheModelUntilItIsRebased() throws Exception {
        // Given
        howdah.send(BY_OFFSET, "a", "{\"id\":\"a\",\"size\":1}");
        await().atMost(PATIENCE).until(() -> Integer.valueOf(1).equals(size("a")));

        // When
        addPartitions();
        await().atMost(PATIENCE).untilAsserted(() -> {
            howdah.send(BY_OFFSET, "a", "{\"id\":\"a\",\"size\":2}");
            assertThat(health()).contains("now has 6 partitions instead of 4");
        });

        // Then
        howdah.ask("model", "rebase", "Thing");
        howdah.send(BY_OFFSET, "a", "{\"id\":\"a\",\"size\":3}");
        await().atMost(PATIENCE).until(() -> Integer.valueOf(3).equals(size("a")));
    }

    /** Howdah has asked for the number of partitions a moment before. */
    @Test
    void keyThatMovesToAnotherPartitionStopsTheModelAtOnce() throws Exception {
        try (TestTopics topics = new TestTopics()) {
            // Given
            topics.send(howdah.topic(BY_OFFSET), 1, "b", "{\"id\":\"b\",\"size\":0}");
            for (int size = 1; size <= 5; size++) {
                topics.send(howdah.topic(BY_OFFSET), 0, "a", "{\"id\":\"a\",\"size\":" + size + "}");
            }
            await().atMost(PATIENCE).until(() -> Integer.valueOf(5).equals(size("a")) && size("b") != null);

            // When
            addPartitions();
            topics.send(howdah.topic(BY_OFFSET), 1, "a", "{\"id\":\"a\",\"size\":6}");

            // Then the lower offset is not published as a lower version
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(health()).contains("now has 6 partitions instead of 4"));
            assertThat(size("a")).isEqualTo(5);

            // When
            howdah.ask("model", "rebase", "Thing");

            // Then
            await().atMost(PATIENCE).until(() -> Integer.valueOf(6).equals(size("a")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"recreated", "more partitions"})
    void clientsThatDropLowerVersionsFollowARebasedModel(String change) throws Exception {
        // Given
        for (int size = 1; size <= 5; size++) {
            sendAll(size);
        }
        try (NotificationClient client = new NotificationClient(howdah.port(), "things", "as=alice&snapshot=true");
                TransportWsClient live = TransportWsClient.alice(howdah.port())) {
            live.subscribe(
                    "s", "subscription { thingChanged(snapshot: true) { operation key version node { size } } }");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(held(client)).isEqualTo(all(5)));

            // When
            if (change.equals("recreated")) {
                makeAgain(howdah.topic(BY_OFFSET));
            } else {
                addPartitions();
            }
            await().atMost(PATIENCE).untilAsserted(() -> {
                howdah.send(BY_OFFSET, "a", "{\"id\":\"a\",\"size\":6}");
                assertThat(health()).contains("howdah model rebase Thing");
            });
            howdah.ask("model", "rebase", "Thing");
            sendAll(7);

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(held(client)).isEqualTo(all(7)));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(held(changes(live))).isEqualTo(all(7)));
            try (NotificationClient late = new NotificationClient(howdah.port(), "things", "as=alice&snapshot=true")) {
                await().atMost(PATIENCE)
                        .until(() -> !late.controls("snapshot.end").isEmpty());
                assertThat(versions(late)).isEqualTo(versions(client));
            }
        }
    }

    private void sendAll(int size) throws Exception {
        // A producer that knows the partitions as they are now.
        try (TestTopics topics = new TestTopics()) {
            for (String key : KEYS) {
                topics.send(howdah.topic(BY_OFFSET), key, "{\"id\":\"" + key + "\",\"size\":" + size + "}");
            }
        }
    }

    private static Map<String, Integer> all(int size) {
        Map<String, Integer> all = new TreeMap<>();
        KEYS.forEach(key -> all.put(key, size));
        return all;
    }

    /** What a client holds that goes by the rules of docs/protocol.md. */
    private static Map<String, Integer> held(NotificationClient client) {
        Map<String, Integer> held = new TreeMap<>();
        newest(client)
                .forEach((key, event) -> held.put(key, event.at("/data/size").asInt()));
        return held;
    }

    private static Map<String, String> versions(NotificationClient client) {
        Map<String, String> versions = new TreeMap<>();
        newest(client)
                .forEach((key, event) -> versions.put(key, event.path("version").asText()));
        return versions;
    }

    private static Map<String, JsonNode> newest(NotificationClient client) {
        return newest(client.frames(), "subject");
    }

    private static List<JsonNode> changes(TransportWsClient client) {
        return client.messages().stream()
                .map(message -> message.at("/payload/data/thingChanged"))
                .toList();
    }

    /** The same of docs/graphql-live.md. */
    private static Map<String, Integer> held(List<JsonNode> changes) {
        Map<String, Integer> held = new TreeMap<>();
        newest(changes, "key")
                .forEach((key, event) -> held.put(key, event.at("/node/size").asInt()));
        return held;
    }

    private static Map<String, JsonNode> newest(List<JsonNode> events, String keyField) {
        Map<String, JsonNode> newest = new TreeMap<>();
        for (JsonNode event : events) {
            String key = event.path(keyField).asText("");
            JsonNode known = newest.get(key);
            if (KEYS.contains(key)
                    && (known == null
                            || event.path("version").asLong()
                                    >= known.path("version").asLong())) {
                newest.put(key, event);
            }
        }
        return newest;
    }

    @Test
    void modelWithAVersionGoesOnWithATopicThatWasMadeAgainFromItsBeginning() throws Exception {
        // Given
        for (int i = 0; i < 3; i++) {
            howdah.send(BY_VERSION, "old", parcel("old", "2026-01-01T00:00:0" + i + "Z"));
        }
        await().atMost(PATIENCE).until(() -> howdah.collection("parcels").countDocuments() == 1);

        // When the new topic has more records than the old one had
        makeAgain(howdah.topic(BY_VERSION));
        for (int i = 0; i < 20; i++) {
            howdah.send(BY_VERSION, "old", parcel("new-" + i, "2026-01-01T00:00:00Z"));
        }

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(howdah.collection("parcels").countDocuments())
                        .isEqualTo(21));
    }

    @Test
    void versionTooFarAheadIsADeadLetter() throws Exception {
        // When
        howdah.send(BY_VERSION, "late", parcel("late", "2096-01-01T00:00:00Z"));

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(TestTopics.readAll(howdah.topic(BY_VERSION) + ".dlq"))
                        .singleElement()
                        .satisfies(letter -> assertThat(new String(letter.headers()
                                        .lastHeader("howdah.error.message")
                                        .value()))
                                .contains("is in the future by more than howdah.ingest.max-future")));
    }

    @Test
    void tooManyDeadLettersStopTheModelUntilItIsResumed() throws Exception {
        // When a wrong deployment meets a topic
        for (int i = 0; i < 1200; i++) {
            howdah.send(BY_OFFSET, "bad", "{\"id\":\"b" + i + "\",\"size\":\"large\"}");
        }
        howdah.send(BY_OFFSET, "bad", "{\"id\":\"good\",\"size\":1}");

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(health()).contains("howdah.ingest.dlq-max-ratio", "howdah resume Thing"));
        int poured = deadLetters();
        assertThat(poured).isLessThanOrEqualTo(500);
        assertThat(states().states())
                .anySatisfy(state -> assertThat(state.paused()).isPresent());
        assertThat(metric("howdah_ingest_paused")).isEqualTo(1);
        assertThat(metric("howdah_ingest_waiting")).isZero();

        // When they are really wrong, so that the operator lets them pass
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            states().resume("Thing");
            assertThat(size("good")).isEqualTo(1);
        });

        // Then each is there, and none twice; a batch's documents are stored before its letters
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(deadLetters()).isEqualTo(1200);
            assertThat(metric("howdah_ingest_lag")).isZero();
        });
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(metric("howdah_ingest_paused")).isZero());
        assertThat(health()).doesNotContain("howdah resume Thing");
        assertThat(metric("howdah_ingest_dead_letters_total")).isEqualTo(1200);
        assertThat(metric("howdah_ingest_applied_total")).isEqualTo(1);
        assertThat(metric("howdah_ingest_records_total")).isEqualTo(1201);
        assertThat(metric("howdah_ingest_stale_total")).isZero();
        assertThat(metric("howdah_ingest_collapsed_total")).isZero();
        assertThat(metric("howdah_ingest_raced_total")).isZero();
        assertThat(metric("howdah_ingest_batch_size_sum")).isEqualTo(1201);
        assertThat(metric("howdah_ingest_find_seconds_count")).isPositive();
        assertThat(metric("howdah_ingest_write_seconds_count")).isPositive();
    }

    private int deadLetters() {
        return TestTopics.readAll(howdah.topic(BY_OFFSET) + ".dlq").size();
    }

    private double metric(String name) throws Exception {
        List<String> lines = howdah.get(howdah.managementPort(), "/observe/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains("hing"))
                .toList();
        assertThat(lines).as(name).isNotEmpty();
        return lines.stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String health() throws Exception {
        return howdah.get(howdah.managementPort(), "/observe/health").body();
    }

    private ModelStates states() {
        return new ModelStates(
                howdah.system(),
                Topics.imagined(new KafkaClients(howdah.settings().kafka())));
    }

    private Object size(String id) {
        Document found =
                howdah.collection("things").find(new Document("_id", id)).first();
        return found == null ? null : found.get("size");
    }

    private static void makeAgain(String topic) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(topic)).all().get();
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                try {
                    admin.createTopics(List.of(new NewTopic(topic, 4, (short) 1)))
                            .all()
                            .get();
                } catch (ExecutionException e) {
                    // A consumer that asked for it may have made it.
                    return e.getCause() instanceof TopicExistsException
                            && admin.describeTopics(List.of(topic))
                                            .allTopicNames()
                                            .get()
                                            .get(topic)
                                            .partitions()
                                            .size()
                                    > 0;
                }
                return true;
            });
        }
    }

    private void addPartitions() throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            admin.createPartitions(Map.of(howdah.topic(BY_OFFSET), NewPartitions.increaseTo(6)))
                    .all()
                    .get();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", TestServices.brokers()));
    }

    private static String parcel(String id, String at) {
        return "{\"id\":\"" + id + "\",\"at\":\"" + at + "\"}";
    }

    private static String route(String name, String model) {
        return """
                - templatedRoute:
                    routeTemplateRef: ingest
                    routeId: %s-ingest
                    parameters:
                      - name: topic
                        value: "{{%s.topic}}"
                      - name: model
                        value: %s
                """.formatted(name, name, model);
    }

    private static void write(Path folder, String file, String text) throws Exception {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
    }
}
