package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.WriteModel;
import io.howdah.ingest.RecordChange.Source;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.testing.TestServices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SDL = """
            type Ride @readModel(collection: "rides", key: "id", version: "sequence") {
              id: ID!
              sequence: Long!
              riderId: ID @owner(claim: "sub")
              status: String @filterable
              note: String
            }
            """;

    private static final SourceRecord RECORD =
            new SourceRecord(new SourceRecord.Place("rides", 0, 0), AT, null, null, new RecordHeaders(), 0);
    private static final ReadModel RIDE =
            ReadModels.load(List.of(new SdlSource("rides.graphqls", SDL))).get("Ride");
    private static final MongoClient MONGO = MongoClients.create(TestServices.mongoUri());

    private final Guard guard = new Guard(Duration.ofDays(7));
    private MongoCollection<Document> rides;
    private long offset;

    @BeforeEach
    void emptyCollection() {
        rides = MONGO.getDatabase(TestServices.uniqueName("guard")).getCollection("rides");
    }

    @AfterAll
    static void close() {
        MONGO.close();
    }

    @Test
    void newKeyIsInserted() {
        // When
        ingest(upsert("a", 3, "NEAR"));

        // Then
        Document header = header("a");
        assertThat(header).containsEntry("rev", 1L).doesNotContainKey("was").doesNotContainKey("del");
        assertThat(header.get("v", Document.class)).containsEntry("main", 3L);
    }

    @Test
    void newerVersionReplacesAndRemembersWhatWas() {
        // Given
        ingest(upsert("a", 1, "FAR"));

        // When
        ingest(upsert("a", 2, "NEAR"));

        // Then
        assertThat(stored("a")).containsEntry("status", "NEAR");
        assertThat(header("a")).containsEntry("rev", 2L);
        assertThat(header("a").get("was", Document.class))
                .isEqualTo(new Document("riderId", "alice").append("status", "FAR"));
    }

    @Test
    void staleAndRepeatedVersionsWriteNothing() {
        // Given
        RecordChange first = upsert("a", 5, "NEAR");
        ingest(first);

        // When
        List<WriteModel<Document>> writes = decide(upsert("a", 4, "FAR"), first);

        // Then
        assertThat(writes).isEmpty();
    }

    @Test
    void equalVersionsAreDecidedByOffset() {
        // Given
        ingest(upsert("a", 5, "FAR"));

        // When
        ingest(upsert("a", 5, "NEAR"));

        // Then
        assertThat(stored("a")).containsEntry("status", "NEAR");
    }

    @Test
    void oneKeyIsWrittenOnceForABatch() {
        // When
        List<WriteModel<Document>> writes =
                decide(upsert("a", 1, "FAR"), upsert("a", 3, "NEAR"), upsert("a", 2, "HERE"), upsert("b", 1, "FAR"));

        // Then
        assertThat(writes).hasSize(2);
        write(writes);
        assertThat(stored("a")).containsEntry("sequence", 3L);
    }

    @Test
    void deletionKeepsTheDocumentAndTheVersionBeneath() {
        // Given
        ingest(upsert("a", 5, "NEAR"));

        // When
        ingest(deletion("a"));

        // Then
        assertThat(stored("a")).containsEntry("status", "NEAR").containsEntry("note", "n5");
        assertThat(header("a")).containsEntry("del", true).containsKeys("exp", "was");
        assertThat(header("a").get("v", Document.class)).containsEntry("main", 5L);
    }

    @Test
    void lateEventDoesNotBringADeletedDocumentBackAndANewerOneDoes() {
        // Given
        ingest(upsert("a", 5, "NEAR"), deletion("a"));

        // When
        ingest(upsert("a", 5, "NEAR"), upsert("a", 4, "FAR"));

        // Then
        assertThat(header("a")).containsEntry("del", true);

        // When
        ingest(upsert("a", 6, "FAR"));

        // Then it begins anew, and was nothing before
        assertThat(header("a")).doesNotContainKeys("del", "exp", "was");
    }

    @Test
    void writeOnAChangedDocumentMatchesNothing() {
        // Given two writers that read the same revision
        ingest(upsert("a", 1, "FAR"));
        List<WriteModel<Document>> slower = decide(upsert("a", 2, "NEAR"));
        ingest(upsert("a", 3, "HERE"));

        // When
        int matched =
                rides.bulkWrite(slower, new BulkWriteOptions().ordered(false)).getMatchedCount();

        // Then
        assertThat(matched).isZero();
        assertThat(stored("a")).containsEntry("status", "HERE");
    }

    @Test
    void anyOrderInAnyBatchesEndsInTheNewestVersion() {
        long seed = System.nanoTime();
        System.out.println("GuardTest seed " + seed);
        Random random = new Random(seed);
        // Given every version of some keys, twice
        List<RecordChange> changes = new ArrayList<>();
        for (int version = 1; version <= 20; version++) {
            for (String key : List.of("a", "b", "c")) {
                changes.add(upsert(key, version, "S" + version));
                changes.add(upsert(key, version, "S" + version));
            }
        }
        Collections.shuffle(changes, random);

        // When
        for (int from = 0; from < changes.size(); ) {
            int to = Math.min(changes.size(), from + 1 + random.nextInt(10));
            ingest(changes.subList(from, to).toArray(RecordChange[]::new));
            from = to;
        }

        // Then
        for (String key : List.of("a", "b", "c")) {
            assertThat(stored(key)).as("seed %d", seed).containsEntry("status", "S20");
        }
    }

    private void ingest(RecordChange... changes) {
        write(decide(changes));
    }

    private List<WriteModel<Document>> decide(RecordChange... changes) {
        return guard.decide(RIDE, rides, List.of(changes)).writes();
    }

    private void write(List<WriteModel<Document>> writes) {
        if (!writes.isEmpty()) {
            rides.bulkWrite(writes, new BulkWriteOptions().ordered(false));
        }
    }

    private RecordChange upsert(String id, long version, String status) {
        Document document = new Document("_id", id)
                .append("id", id)
                .append("sequence", version)
                .append("riderId", "alice")
                .append("status", status)
                .append("note", "n" + version);
        return new RecordChange(id, document, version, nextSource(), AT, null, RECORD);
    }

    private RecordChange deletion(String id) {
        return new RecordChange(id, null, null, nextSource(), AT, null, RECORD);
    }

    private Source nextSource() {
        return new Source("topic", 0, offset++);
    }

    private Document stored(String id) {
        return rides.find(new Document("_id", id)).first();
    }

    private Document header(String id) {
        return stored(id).get("_h", Document.class);
    }
}
