package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.dev.kafka.EmbeddedKafka;
import io.howdah.dev.kafka.LogLoss;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition whose log lost its end gives offsets again: a model that is ordered by them must not take what is new for stale. */
class TruncatedTopicIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SCHEMA = """
            type Thing @readModel(collection: "things", key: "id") @public {
              id: ID!
              size: Int
            }
            """;

    private final String topic = TestServices.uniqueName("truncated");

    private EmbeddedKafka kafka;
    private RunningApplication howdah;

    @BeforeEach
    void storeSomeRecords(@TempDir Path folder) throws Exception {
        ApplicationFolder.in(folder)
                .set("things.topic", topic)
                .write(ApplicationFolder.SCHEMA_FILE, SCHEMA)
                .write(
                        ApplicationFolder.ROUTES_FILE,
                        ApplicationFolder.ROUTES.replace("things.events", "\"{{things.topic}}\""));
        kafka = EmbeddedKafka.start("127.0.0.1", 0);
        try (TestTopics topics = new TestTopics(kafka.brokers())) {
            topics.create(List.of(topic, topic + ".dlq"), 1);
            for (int size = 0; size < 5; size++) {
                topics.send(topic, "a", thing("a", size));
            }
        }
        howdah = RunningApplication.folder(
                folder,
                Map.of("howdah.kafka.brokers", kafka.brokers(), "howdah.ingest.max-backoff", "300ms"),
                List.of());
        awaitSize("a", 4);
    }

    @AfterEach
    void stop() {
        howdah.close();
        kafka.close();
    }

    @Test
    void offsetsThatAreGivenAgainStopTheModelUntilItIsRebased() throws Exception {
        // When
        LogLoss.of(kafka, topic, 0);
        send("a", 77);

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(health()).contains("was truncated", "howdah model rebase Thing"));
        assertThat(size("a")).isEqualTo(4);
        assertThat(howdah.ask("model", "list").out())
                .anyMatch(line -> line.contains("paused") && line.contains("was truncated"));

        // When
        assertThat(howdah.ask("model", "rebase", "Thing").out())
                .singleElement()
                .asString()
                .contains("main");

        // Then
        awaitSize("a", 77);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(health()).doesNotContain("truncated"));

        // And a new leader alone, without a loss, stops nothing
        kafka.suspend();
        kafka.resume();
        send("a", 78);
        awaitSize("a", 78);
    }

    @Test
    void recordsThatTookThePlaceOfOthersWhileNobodyReadAreNotPassedOver() throws Exception {
        // Given a log that has grown beyond the committed offset again
        howdah.stop();
        LogLoss.of(kafka, topic, 0);
        send("b", 1);
        for (int size = 10; size < 20; size++) {
            send("a", size);
        }

        // When
        howdah.restart();

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(health()).contains("was truncated", "howdah model rebase Thing"));
        howdah.ask("model", "rebase", "Thing");
        awaitSize("b", 1);
        awaitSize("a", 19);
    }

    private void send(String key, int size) throws Exception {
        // A producer remembers the offsets of a log that is gone.
        try (TestTopics topics = new TestTopics(kafka.brokers())) {
            topics.send(topic, key, thing(key, size));
        }
    }

    private void awaitSize(String key, int size) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(size(key)).isEqualTo(size));
    }

    private Object size(String key) {
        Document found =
                howdah.collection("things").find(new Document("_id", key)).first();
        return found == null ? null : found.get("size");
    }

    private String health() throws Exception {
        return howdah.get(howdah.managementPort(), "/observe/health").body();
    }

    private static String thing(String key, int size) {
        return "{\"id\":\"" + key + "\",\"size\":" + size + "}";
    }
}
