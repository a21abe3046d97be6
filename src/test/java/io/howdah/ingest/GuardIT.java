package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.WriteModel;
import io.howdah.ingest.Guard.Decision;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.testing.TestServices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardIT {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SDL = """
            type Ride @readModel(collection: "rides", key: "id", version: "sequence") {
              id: ID!
              sequence: Long!
              riderId: ID @owner(claim: "sub")
              status: String @filterable
              note: String
              driver: Driver @part(version: "seen")
            }
            type Driver {
              seen: DateTime!
              name: String
            }
            """;

    private static final SourceRecord RECORD =
            new SourceRecord(new SourceRecord.Position("rides", 0, 0), AT, null, null, new RecordHeaders(), null, 0);
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
        assertThat(header).containsEntry("rev", 1L).doesNotContainKeys("was", "ws", "del");
        assertThat(header.get("v", Document.class)).containsEntry("main", 3L);
    }

    @Test
    void newerVersionReplacesAndKeepsFormerValues() {
        // Given
        ingest(upsert("a", 1, "FAR"));

        // When
        ingest(upsert("a", 2, "NEAR"));

        // Then
        assertThat(stored("a")).containsEntry("status", "NEAR");
        assertThat(header("a")).containsEntry("rev", 2L);
        assertThat(header("a").get("was", Document.class))
                .isEqualTo(new Document("riderId", "alice").append("status", "FAR"));
        assertThat(header("a").getString("ws")).matches("[0-9a-f]{8}");
    }

    @Test
    void intKeyIsFoundByAnEqualLong() {
        // Given
        ReadModel counter = ReadModels.load(List.of(new SdlSource("counters.graphqls", """
                        type Counter @readModel(collection: "counters", key: "id", version: "at") @public {
                          id: Long!
                          at: Long!
                        }
                        """)))
                .get("Counter");
        rides.insertOne(new Document("_id", 5)
                .append("at", 1L)
                .append("_h", new Document("rev", 1L).append("v", new Document("main", 1L))));
        Document document = counter.toDocument(Map.of("id", 5L, "at", 2L));
        RecordChange change =
                new RecordChange(5L, ReadModel.MAIN_PART, document, 2L, new Source("t", 0, 0, AT, 0), AT, null, RECORD);

        // When
        try (ClientSession session = MONGO.startSession()) {
            rides.bulkWrite(
                    guard.decide(session, counter, rides, Map.of(5L, List.of(change)), IngestTarget.LIVE).stream()
                            .map(Guard.Decision::write)
                            .toList());
        }

        // Then
        assertThat(rides.find())
                .singleElement()
                .satisfies(found -> assertThat(found).containsEntry("_id", 5).containsEntry("at", 2L));
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
    void equalVersionsAreOrderedByOffset() {
        // Given
        ingest(upsert("a", 5, "FAR"));

        // When
        ingest(upsert("a", 5, "NEAR"));

        // Then
        assertThat(stored("a")).containsEntry("status", "NEAR");
    }

    @Test
    void batchWritesEachKeyOnce() {
        // When
        List<WriteModel<Document>> writes =
                decide(upsert("a", 1, "FAR"), upsert("a", 3, "NEAR"), upsert("a", 2, "HERE"), upsert("b", 1, "FAR"));

        // Then
        assertThat(writes).hasSize(2);
        write(writes);
        assertThat(stored("a")).containsEntry("sequence", 3L);
    }

    @Test
    void deletionKeepsDocumentAndVersion() {
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
    void onlyANewerEventRestoresADeletedDocument() {
        // Given
        ingest(upsert("a", 5, "NEAR"), deletion("a"));

        // When
        ingest(upsert("a", 5, "NEAR"), upsert("a", 4, "FAR"));

        // Then
        assertThat(header("a")).containsEntry("del", true);

        // When
        ingest(upsert("a", 6, "FAR"));

        // Then the document is new, without former values
        assertThat(header("a")).doesNotContainKeys("del", "exp", "was");
    }

    @Test
    void deletionByNullValueEndsOnlyWithANewerVersionAndPosition() {
        // Given
        RecordChange late = upsert("a", 7, "NEAR");
        ingest(upsert("a", 5, "FAR"), deletion("a"));

        // When a record with a greater version arrives that precedes the deletion
        ingest(late);

        // Then
        assertThat(header("a")).containsEntry("del", true);
    }

    @Test
    void deletionWithAVersionIsOrderedByIt() {
        // Given
        ingest(upsert("a", 5, "FAR"));

        // When
        ingest(deletion("a", 4L));
        assertThat(header("a")).doesNotContainKey("del");
        RecordChange late = upsert("a", 7, "NEAR");
        ingest(deletion("a", 6L));
        ingest(late);

        // Then
        assertThat(stored("a")).containsEntry("status", "NEAR");
        assertThat(header("a")).doesNotContainKey("del");
    }

    @Test
    void eachPartHasItsVersion() {
        // Given
        ingest(upsert("a", 1, "FAR"), driver("a", 10, "Nadia"));

        // When
        ingest(driver("a", 9, "Otto"), upsert("a", 2, "NEAR"));

        // Then
        assertThat(stored("a")).containsEntry("status", "NEAR");
        assertThat(stored("a").get("driver", Document.class)).containsEntry("name", "Nadia");
        assertThat(header("a").get("v", Document.class)).containsEntry("main", 2L);

        // When
        ingest(driver("a", 11, "Otto"));

        // Then
        assertThat(stored("a")).containsEntry("status", "NEAR");
        assertThat(stored("a").get("driver", Document.class)).containsEntry("name", "Otto");
        assertThat(header("a")).containsKey("was").containsEntry("rev", 3L);
    }

    @Test
    void partBeforeItsDocumentIsHidden() {
        // When
        ingest(driver("a", 1, "Nadia"));

        // Then
        assertThat(header("a")).containsEntry("del", true).doesNotContainKeys("exp", "was");

        // When
        ingest(upsert("a", 1, "FAR"));

        // Then readers see a new document
        assertThat(header("a")).doesNotContainKeys("del", "was");
        assertThat(stored("a").get("driver", Document.class)).containsEntry("name", "Nadia");
    }

    @Test
    void deletionOfOnePartKeepsTheOthers() {
        // Given
        ingest(upsert("a", 1, "FAR"), driver("a", 1, "Nadia"));

        // When the part is deleted
        ingest(noDriver("a"));

        // Then
        assertThat(stored("a")).doesNotContainKey("driver").containsEntry("status", "FAR");
        assertThat(header("a")).doesNotContainKey("del");

        // When a part changes under a tombstone
        ingest(deletion("a"));
        Object expiry = header("a").get("exp");
        ingest(driver("a", 3, "Otto"));

        // Then there is no visible change
        assertThat(header("a"))
                .containsEntry("del", true)
                .containsEntry("exp", expiry)
                .doesNotContainKey("was");
    }

    @Test
    void rebuildAppliesEqualVersionsAgain() {
        // Given
        RecordChange first = upsert("a", 5, "FAR");
        ingest(first);

        // When
        List<Decision> again = decisions(IngestTarget.rebuild(Optional.empty()), first);
        List<Decision> older = decisions(IngestTarget.rebuild(Optional.empty()), upsert("a", 4, "NEAR"));

        // Then
        assertThat(again.get(0).write()).isNotNull();
        assertThat(older.get(0).write()).isNull();
    }

    @Test
    void replayOfAnOldRecordRestoresNoDeletedDocument() {
        // Given a key that is not stored, a key with only a part, and two stored keys
        RecordChange unknown = upsert("unknown", 1, "FAR");
        RecordChange early = upsert("part", 1, "FAR");
        ingest(driver("part", 1, "Ann"), upsert("main", 1, "FAR"), deletion("deleted", 5L));

        // When, then records whose part is not stored are rejected
        assertThat(rejected(unknown)).containsExactly(unknown);
        assertThat(rejected(early)).containsExactly(early);
        RecordChange part = driver("main", 1, "Ann");
        assertThat(rejected(part)).containsExactly(part);

        // But the version decides about a record of a stored key, and young records and deletions are stored
        assertThat(decision(IngestTarget.replay(false), upsert("main", 2, "NEAR"))
                        .write())
                .isNotNull();
        assertThat(decision(IngestTarget.replay(false), upsert("deleted", 4, "NEAR")))
                .satisfies(stale -> assertThat(stale.write()).isNull())
                .satisfies(stale -> assertThat(stale.forgotten()).isEmpty());
        assertThat(decision(IngestTarget.replay(false), young(unknown)).write()).isNotNull();
        assertThat(decision(IngestTarget.replay(false), deletion("other")).write())
                .isNotNull();
    }

    @Test
    void forcedReplayOfAnOldRecordIsReported() {
        // Given
        RecordChange unknown = upsert("unknown", 1, "FAR");

        // When
        Decision forced = decision(IngestTarget.replay(true), unknown);
        Decision live = decision(IngestTarget.LIVE, unknown);

        // Then
        assertThat(forced.write()).isNotNull();
        assertThat(forced.forgotten()).containsExactly(unknown);
        assertThat(live.write()).isNotNull();
        assertThat(live.forgotten()).isEmpty();
    }

    @Test
    void replayDecidesAboutTheOtherRecordsOfAKey() {
        // When
        RecordChange old = upsert("a", 1, "FAR");
        Decision decision = decision(IngestTarget.replay(false), old, young(upsert("a", 2, "NEAR")));

        // Then
        assertThat(decision.forgotten()).containsExactly(old);
        assertThat(Guard.document(decision)).containsEntry("status", "NEAR");
    }

    @Test
    void writeToAChangedDocumentMatchesNothing() {
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
    void everyOrderAndBatchingEndsWithTheNewestVersion() {
        long seed = System.nanoTime();
        System.out.println("GuardIT seed " + seed);
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
        return decisions(IngestTarget.LIVE, changes).stream()
                .map(Decision::write)
                .filter(Objects::nonNull)
                .toList();
    }

    private List<Decision> decisions(IngestTarget target, RecordChange... changes) {
        Map<Object, List<RecordChange>> byKey = new LinkedHashMap<>();
        for (RecordChange change : changes) {
            byKey.computeIfAbsent(change.id(), id -> new ArrayList<>()).add(change);
        }
        try (ClientSession session = MONGO.startSession()) {
            return guard.decide(session, RIDE, rides, byKey, target);
        }
    }

    private Decision decision(IngestTarget target, RecordChange... changes) {
        return decisions(target, changes).get(0);
    }

    /** Returns the changes that a replay rejects, for changes of which it writes none. */
    private List<RecordChange> rejected(RecordChange... changes) {
        Decision decision = decision(IngestTarget.replay(false), changes);
        assertThat(decision.write()).isNull();
        return decision.forgotten();
    }

    private static RecordChange young(RecordChange change) {
        Source source = new Source("topic", 0, change.source().offset(), Instant.now(), 0);
        return new RecordChange(
                change.id(), change.part(), change.content(), change.version(), source, AT, null, RECORD);
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
        return new RecordChange(id, "main", document, version, nextSource(), AT, null, RECORD);
    }

    private RecordChange deletion(String id) {
        return deletion(id, null);
    }

    private RecordChange deletion(String id, Long version) {
        return new RecordChange(id, "main", null, version, nextSource(), AT, null, RECORD);
    }

    private RecordChange driver(String id, int second, String name) {
        Date seen = Date.from(AT.plusSeconds(second));
        Document driver = new Document("seen", seen).append("name", name);
        return new RecordChange(id, "driver", driver, seen, nextSource(), AT, null, RECORD);
    }

    private RecordChange noDriver(String id) {
        return new RecordChange(id, "driver", null, null, nextSource(), AT, null, RECORD);
    }

    private Source nextSource() {
        return new Source("topic", 0, offset++, AT, 0);
    }

    private Document stored(String id) {
        return rides.find(new Document("_id", id)).first();
    }

    private Document header(String id) {
        return stored(id).get("_h", Document.class);
    }
}
