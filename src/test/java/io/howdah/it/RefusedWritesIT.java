package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Write errors that are no fault of a document: the record is retried, not dead-lettered, until it is stored or an operator skips it. */
class RefusedWritesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOPIC = "things.topic";
    private static final int TEMPORARILY_UNAVAILABLE = 365;

    /** The keys whose writes the server refuses, with the code. */
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();

    private RunningApplication howdah;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        ApplicationFolder.in(folder)
                .set(TOPIC, "none")
                .write(
                        ApplicationFolder.ROUTES_FILE,
                        ApplicationFolder.ROUTES.replace("things.events", "\"{{things.topic}}\""));
        howdah = RunningApplication.folder(folder, Map.of("howdah.ingest.max-backoff", "300ms"), List.of(TOPIC));
        AdviceWith.adviceWith(
                howdah.camelContext(),
                "things-ingest",
                route -> route.weaveById("store").replace().process(this::store));
    }

    @AfterEach
    void stop() {
        howdah.close();
    }

    @Test
    void busyServerCostsNoRecord() throws Exception {
        // Given
        refused.put("slow", TEMPORARILY_UNAVAILABLE);
        send("slow", 1);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(letters()).as("dead letters").isEmpty();
            assertThat(health()).contains("code 365");
        });

        // When
        refused.clear();

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(stored()).containsExactly("slow"));
        assertThat(letters()).isEmpty();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(health()).doesNotContain("code 365"));
    }

    @Test
    void recordThatAloneIsRefusedAgainAndAgainIsNamedAndSkippedByTheOperator() throws Exception {
        // Given a record that is refused with an unknown code, and others that are stored
        refused.put("odd", 987_654);
        send("odd", 1);
        send("good", 1);
        send("better", 1);

        // Then health names it, and says what to do
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(health()).contains("key odd", "code 987654", "howdah ingest skip Thing "));
        String record = record();
        assertThat(record).startsWith(howdah.topic(TOPIC) + "-").endsWith("@0");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(stored()).containsExactlyInAnyOrder("good", "better"));
        assertThat(letters()).isEmpty();
        assertThat(howdah.ask("model", "list").out())
                .anyMatch(line -> line.contains("waiting") && line.contains(record));

        // When another one is to be skipped
        CommandLineRun wrong = howdah.ask("ingest", "skip", "Thing", record.replace("@0", "@77"));

        // Then
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).singleElement().asString().contains("@77 of Thing is not waiting", record);

        // When
        CommandLineRun skipped = howdah.ask("ingest", "skip", "Thing", record);

        // Then that record alone is a dead letter
        assertThat(skipped.out()).singleElement().asString().contains(record);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(letters()).singleElement().satisfies(letter -> {
                    assertThat(new String(letter.key())).isEqualTo("odd");
                    assertThat(new String(letter.headers()
                                    .lastHeader("howdah.error.message")
                                    .value()))
                            .contains("code 987654", "skipped");
                }));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(health()).doesNotContain("987654"));
        assertThat(howdah.ask("ingest", "skip", "Thing", record).exitCode()).isEqualTo(1);

        // And the next one of its key waits again
        send("odd", 2);
        await().atMost(PATIENCE).untilAsserted(() -> {
            send("good", System.nanoTime());
            assertThat(health()).contains("howdah ingest skip Thing " + record.replace("@0", "@"));
        });
        assertThat(letters()).hasSize(1);

        // When it is taken at last
        refused.clear();

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(stored()).contains("odd"));
        assertThat(letters()).hasSize(1);
    }

    private void store(Exchange exchange) {
        MongoCollection<Document> collection = howdah.collection(
                        exchange.getMessage().getHeader(MongoDbConstants.COLLECTION, String.class))
                .withWriteConcern(WriteConcern.MAJORITY);
        List<WriteModel<Document>> taken = new ArrayList<>();
        List<BulkWriteError> errors = new ArrayList<>();
        List<?> writes = exchange.getMessage().getBody(List.class);
        for (Object each : writes) {
            @SuppressWarnings("unchecked")
            WriteModel<Document> write = (WriteModel<Document>) each;
            Integer code = refused.get(key(write));
            if (code == null) {
                taken.add(write);
            } else {
                errors.add(new BulkWriteError(code, "not now", new BsonDocument(), writes.indexOf(each)));
            }
        }
        BulkWriteResult result = taken.isEmpty()
                ? BulkWriteResult.acknowledged(0, 0, 0, 0, List.of(), List.of())
                : collection.bulkWrite(taken, new BulkWriteOptions().ordered(false));
        if (!errors.isEmpty()) {
            throw new MongoBulkWriteException(result, errors, null, new ServerAddress(), Set.of());
        }
        exchange.getMessage().setBody(result);
    }

    private static String key(WriteModel<Document> write) {
        Document document = write instanceof InsertOneModel<Document> insert
                ? insert.getDocument()
                : ((ReplaceOneModel<Document>) write).getReplacement();
        return document.getString("_id");
    }

    private void send(String key, long sequence) throws Exception {
        howdah.send(TOPIC, key, "{\"id\":\"%s\",\"sequence\":%d}".formatted(key, sequence));
    }

    private List<String> stored() {
        return howdah.collection("things")
                .find()
                .map(thing -> thing.getString("_id"))
                .into(new ArrayList<>());
    }

    private List<ConsumerRecord<byte[], byte[]>> letters() {
        return TestTopics.readAll(howdah.topic(TOPIC) + ".dlq");
    }

    private String health() throws Exception {
        return howdah.get(howdah.managementPort(), "/observe/health").body();
    }

    private String record() throws Exception {
        return health().replaceAll("(?s).*howdah ingest skip Thing (\\S+)`.*", "$1");
    }
}
