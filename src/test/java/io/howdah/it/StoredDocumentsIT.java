package io.howdah.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTopics;
import io.howdah.testing.Things;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of documents that are too large, and of tombstones whose time is over, with two consumers in one process. */
class StoredDocumentsIT {

    /** A real server looks for what has expired once a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(130);

    private static final String TOPIC = "things.topic";

    @TempDir
    private static Path folder;

    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        ApplicationFolder.in(folder)
                .write(ApplicationFolder.SCHEMA_FILE, """
                        type Thing @readModel(collection: "things", key: "id", version: "sequence") @public {
                          id: ID!
                          sequence: Long!
                          note: String
                        }
                        """)
                .write(
                        ApplicationFolder.ROUTES_FILE,
                        Things.routes("{id: .id, sequence: .sequence, note: (.note * .times)}"))
                .set(TOPIC, "x");
        howdah = RunningApplication.folder(
                folder, Map.of("howdah.ingest.tombstone-ttl", "1s", "howdah.ingest.consumers", "2"), List.of(TOPIC));
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void documentThatMongoDbDoesNotTakeIsADeadLetterAndTheOthersOfItsBatchAreStored() throws Exception {
        // When a value of 60 bytes becomes a document of 17 MB
        Map<String, String> records = new LinkedHashMap<>();
        records.put("before", thing("before", 1));
        records.put("huge", thing("huge", 17_000_000));
        records.put("after", thing("after", 1));
        records.put("huge-too", thing("huge-too", 17_000_000));
        howdah.sendAll(TOPIC, records);

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(howdah.collection("things").distinct("_id", String.class))
                    .contains("before", "after")
                    .doesNotContain("huge", "huge-too");
            assertThat(TestTopics.readAll(howdah.topic(TOPIC) + ".dlq"))
                    .extracting(letter -> new String(letter.key(), UTF_8))
                    .containsExactlyInAnyOrder("huge", "huge-too");
        });
        assertThat(TestTopics.readAll(howdah.topic(TOPIC) + ".dlq"))
                .allSatisfy(letter -> assertThat(new String(
                                letter.headers()
                                        .lastHeader("howdah.error.message")
                                        .value(),
                                UTF_8))
                        .contains("16 MiB"));
    }

    @Test
    void tombstoneExpiresWithoutAWordToSubscribers() throws Exception {
        try (NotificationClient client = howdah.subscribe("things")) {
            // Given
            howdah.send(TOPIC, "gone", thing("gone", 1));
            await().atMost(PATIENCE).until(() -> client.frames("gone").size() == 1);
            howdah.send(TOPIC, "gone", (String) null);
            await().atMost(PATIENCE).until(() -> client.frames("gone").size() == 2);

            // When
            await().atMost(PATIENCE)
                    .until(() -> howdah.collection("things")
                                    .find(new Document("_id", "gone"))
                                    .first()
                            == null);

            // Then the next word of the stream is another's
            howdah.send(TOPIC, "next", thing("next", 1));
            await().atMost(PATIENCE).until(() -> !client.frames("next").isEmpty());
            assertThat(client.frames("gone"))
                    .extracting(frame -> frame.path("type").asText())
                    .containsExactly("io.howdah.things.created", "io.howdah.things.deleted");
            assertThat(client.frames())
                    .extracting((JsonNode frame) -> frame.path("type").asText())
                    .doesNotContain("io.howdah.resync");
        }
    }

    private static String thing(String id, int times) {
        return "{\"id\":\"%s\",\"sequence\":1,\"note\":\"x\",\"times\":%d}".formatted(id, times);
    }
}
