package io.howdah.dev.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static io.howdah.dev.mongo.TestMongo.open;
import static io.howdah.dev.mongo.TestMongo.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract of writes, queries and indexes. A real replica set passes these tests too. */
class WritesAndQueriesIT {

    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private static TestMongo mongo;

    private MongoDatabase database;
    private MongoCollection<Document> rides;

    @BeforeAll
    static void start() throws Exception {
        mongo = TestMongo.open();
    }

    @AfterAll
    static void stop() {
        mongo.close();
    }

    @BeforeEach
    void newCollection() {
        database = mongo.newDatabase();
        rides = database.getCollection("rides");
    }

    @AfterEach
    void dropDatabase() {
        database.drop();
    }

    @Test
    void anUnorderedBulkContinuesAfterErrorsAndReportsThem() {
        // Given
        rides.insertMany(List.of(ride("a", 1), ride("b", 1)));
        List<WriteModel<Document>> bulk = List.of(
                new InsertOneModel<>(ride("a", 2)),
                new InsertOneModel<>(ride("c", 1)),
                new ReplaceOneModel<>(revision("a", 1), ride("a", 2)),
                new ReplaceOneModel<>(revision("b", 7), ride("b", 8)),
                new ReplaceOneModel<>(revision("b", 7), ride("b", 8), new ReplaceOptions().upsert(true)),
                new ReplaceOneModel<>(revision("d", 1), ride("d", 2), new ReplaceOptions().upsert(true)),
                new InsertOneModel<>(ride("c", 2)),
                new UpdateOneModel<>(eq("_id", "c"), Updates.set("seen", true)),
                new DeleteOneModel<>(eq("_id", "none")));

        // When
        assertThatThrownBy(() -> rides.bulkWrite(bulk, UNORDERED))
                .isInstanceOfSatisfying(MongoBulkWriteException.class, e -> {
                    // Then every statement is accounted for
                    assertThat(e.getWriteErrors())
                            .extracting(BulkWriteError::getIndex)
                            .containsExactlyInAnyOrder(0, 4, 6);
                    assertThat(e.getWriteErrors())
                            .extracting(BulkWriteError::getCode)
                            .containsOnly(11000);
                    BulkWriteResult result = e.getWriteResult();
                    assertThat(result.getInsertedCount()).isEqualTo(1);
                    assertThat(result.getMatchedCount()).isEqualTo(2);
                    assertThat(result.getModifiedCount()).isEqualTo(2);
                    assertThat(result.getDeletedCount()).isZero();
                    assertThat(result.getUpserts()).hasSize(1);
                    assertThat(result.getUpserts().get(0).getIndex()).isEqualTo(5);
                });
        assertThat(rides.find().sort(Sorts.ascending("_id")).map(ride -> ride.getString("_id") + rev(ride)))
                .containsExactly("a2", "b1", "c1", "d2");
    }

    @Test
    void anOrderedBulkEndsAtItsFirstError() {
        // Given
        rides.insertOne(ride("a", 1));

        // When, then: inserts
        assertThatThrownBy(() -> rides.insertMany(List.of(ride("b", 1), ride("a", 2), ride("c", 1))))
                .isInstanceOfSatisfying(MongoBulkWriteException.class, e -> {
                    assertThat(e.getWriteErrors())
                            .extracting(BulkWriteError::getIndex)
                            .containsExactly(1);
                    assertThat(e.getWriteResult().getInsertedCount()).isEqualTo(1);
                });
        // And: updates
        ReplaceOptions upsert = new ReplaceOptions().upsert(true);
        assertThatThrownBy(() -> rides.bulkWrite(List.of(
                        new ReplaceOneModel<>(revision("a", 1), ride("a", 2)),
                        new ReplaceOneModel<>(revision("a", 1), ride("a", 3), upsert),
                        new ReplaceOneModel<>(revision("a", 2), ride("a", 3)))))
                .isInstanceOfSatisfying(MongoBulkWriteException.class, e -> {
                    assertThat(e.getWriteErrors())
                            .extracting(BulkWriteError::getIndex)
                            .containsExactly(1);
                    assertThat(e.getWriteResult().getModifiedCount()).isEqualTo(1);
                });
        assertThat(rides.find().sort(Sorts.ascending("_id")).map(ride -> ride.getString("_id") + rev(ride)))
                .containsExactly("a2", "b1");
    }

    @Test
    void anUnacknowledgedWriteIsExecutedAndTheConnectionStaysOpen() {
        // Given, when
        MongoCollection<Document> unacknowledged = rides.withWriteConcern(WriteConcern.UNACKNOWLEDGED);
        unacknowledged.insertOne(ride("a", 1));
        unacknowledged.insertMany(List.of(ride("a", 2), ride("b", 1)), new InsertManyOptions().ordered(false));

        // Then
        await().atMost(Duration.ofSeconds(20)).until(() -> rides.countDocuments() == 2);
        rides.insertOne(ride("c", 1));
        assertThat(rides.countDocuments()).isEqualTo(3);
    }

    @Test
    void longResultsArriveInBatches() {
        // Given more and bigger documents than fit into one message
        String filler = "x".repeat(1 << 20);
        rides.insertMany(IntStream.range(0, 60)
                .mapToObj(i -> new Document("_id", i).append("filler", filler))
                .toList());
        MongoCollection<Document> small = database.getCollection("small");
        small.insertMany(
                IntStream.range(0, 500).mapToObj(i -> new Document("_id", i)).toList());

        // When, then
        assertThat(rides.find().map(ride -> ride.getInteger("_id"))).hasSize(60).doesNotHaveDuplicates();
        assertThat(rides.aggregate(List.of(Aggregates.match(gt("_id", -1)))).batchSize(7))
                .hasSize(60);
        assertThat(small.find().map(ride -> ride.getInteger("_id")))
                .containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
        assertThat(small.find().batchSize(3).limit(10)).hasSize(10);
        assertThat(small.find().skip(490)).hasSize(10);
    }

    @Test
    void aFilterOnIdAndOtherFieldsFindsItsDocument() {
        // Given
        Document composite = new Document("tenant", "t").append("ride", 2);
        rides.insertMany(List.of(
                ride("a", 1), ride("b", 2), ride("c", 3), new Document("_id", composite), new Document("_id", 5L)));

        // When, then
        assertThat(find(revision("b", 2))).containsExactly("b");
        assertThat(find(revision("b", 3))).isEmpty();
        assertThat(find(and(eq("_id", "b"), gt("_h.rev", 1)))).containsExactly("b");
        assertThat(find(new Document("$and", List.of(eq("_id", "b"), eq("_h.rev", 9)))))
                .isEmpty();
        assertThat(find(in("_id", "c", "a", "none"))).containsExactlyInAnyOrder("a", "c");
        assertThat(find(and(in("_id", "c", "a"), gt("_h.rev", 1)))).containsExactly("c");
        assertThat(find(new Document("_id", new Document("$in", List.of("a", "b")).append("$gt", "a"))))
                .containsExactly("b");
        assertThat(find(eq("_id", composite))).containsExactly(composite);
        assertThat(find(eq("_id", new Document("ride", 2).append("tenant", "t"))))
                .isEmpty();
        assertThat(find(eq("_id", 5))).containsExactly(5L);
        assertThat(find(new Document("_id", new Document("$eq", "a")))).containsExactly("a");
        assertThat(find(new Document("_id", new Document("$ne", "a")))).hasSize(4);
        assertThat(find(new Document("_id", null))).isEmpty();
        assertThat(find(new Document("_id", new Document("$regex", "^[ab]")))).containsExactly("a", "b");
        assertThat(rides.aggregate(List.of(
                                Aggregates.match(in("_id", "a", "b")),
                                Aggregates.group(null, Accumulators.sum("revs", "$_h.rev"))))
                        .first())
                .containsEntry("revs", 3);
        assertThat(rides.countDocuments(revision("c", 3))).isEqualTo(1);
    }

    @Test
    void aggregatesDoNotChangeStoredDocuments() {
        // Given
        rides.insertOne(ride("a", 1));

        // When a stage changes a nested field of its results
        Document result = rides.aggregate(List.of(
                        Aggregates.match(eq("_id", "a")),
                        new Document("$set", new Document("_h", new Document("x", 1)))))
                .first();

        // Then
        assertThat(result).isEqualTo(new Document("_id", "a").append("_h", new Document("rev", 1).append("x", 1)));
        assertThat(rides.find().first()).isEqualTo(ride("a", 1));
    }

    @Test
    void uniqueIndexesAreEnforcedAndIndexesAreListedAndDropped() {
        // Given
        rides.createIndex(
                Indexes.ascending("plate"), new IndexOptions().unique(true).sparse(true));
        rides.createIndex(Indexes.descending("fare"));
        database.getCollection("others").createIndex(Indexes.descending("fare"));
        rides.insertMany(List.of(ride("a", 1).append("plate", "P1"), ride("b", 1), ride("c", 1)));

        // When, then
        assertThatThrownBy(() -> rides.updateOne(eq("_id", "b"), Updates.set("plate", "P1")))
                .hasMessageContaining("E11000");
        assertThat(find(and(eq("plate", "P1"), eq("_h.rev", 1)))).containsExactly("a");
        assertThat(rides.listIndexes().map(index -> index.getString("name")))
                .containsExactlyInAnyOrder("_id_", "plate_1", "fare_-1");
        rides.dropIndex("fare_-1");
        rides.dropIndexes();
        assertThat(rides.listIndexes().map(index -> index.getString("name"))).containsExactly("_id_");
        assertThat(database.getCollection("others").listIndexes()).hasSize(2);
        assertThatThrownBy(() -> rides.dropIndex("none"))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(27));
    }

    @Test
    void expiredDocumentsAreRemovedAndShownAsDeleted() {
        // Given a TTL index, and a stream
        database.createCollection("rides");
        rides.createIndex(Indexes.ascending("_h.until"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
        try (var stream = open(rides.watch())) {
            Instant now = Instant.now();
            rides.insertOne(
                    new Document("_id", "past").append("_h", new Document("until", Date.from(now.minusSeconds(9)))));
            rides.insertOne(
                    new Document("_id", "future").append("_h", new Document("until", Date.from(now.plusSeconds(900)))));
            rides.insertOne(new Document("_id", "never").append("_h", new Document("until", null)));

            // When the sweeper has run, then expired documents are gone
            List<ChangeStreamDocument<Document>> events = new ArrayList<>();
            await().atMost(Duration.ofSeconds(100)).until(() -> {
                events.addAll(take(stream, 1));
                return events.size() == 4;
            });
            assertThat(events.get(3).getOperationType()).isEqualTo(OperationType.DELETE);
            assertThat(events.get(3).getDocumentKey().getString("_id").getValue())
                    .isEqualTo("past");
            assertThat(find(new Document())).containsExactly("future", "never");
        }
    }

    @Test
    void aRetriedWriteIsExecutedOnce() {
        rides.insertOne(new Document("_id", 1).append("n", 0));
        // Uses a session of another client: these transaction numbers would make those of the driver too old.
        try (MongoClient client = TestMongo.connect(mongo.uri());
                ClientSession session = client.startSession()) {
            MongoDatabase database = client.getDatabase(this.database.getName());
            // Given a retryable write, as a driver sends it
            Document statement =
                    new Document("q", new Document("_id", 1)).append("u", new Document("$inc", new Document("n", 1)));
            Document write = new Document("update", "rides")
                    .append("updates", List.of(statement))
                    .append("txnNumber", 1L);

            // When it is sent twice, and then the next one
            assertThat(database.runCommand(session, write)).containsEntry("n", 1);
            assertThat(database.runCommand(session, write)).containsEntry("n", 1);
            assertThat(rides.find().first()).containsEntry("n", 1);
            write.put("txnNumber", 2L);
            database.runCommand(session, write);

            // Then it was executed once
            assertThat(rides.find().first()).containsEntry("n", 2);

            // And a write older than the latest of the session is rejected
            write.put("txnNumber", 1L);
            assertThatThrownBy(() -> database.runCommand(session, write))
                    .isInstanceOfSatisfying(
                            MongoCommandException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(225));
        }
    }

    @Test
    void aReplacementKeepsItsFieldOrder() {
        rides.insertOne(new Document("_id", 1).append("a", 1).append("b", 2));
        rides.replaceOne(eq("_id", 1), new Document("c", 3).append("b", 2).append("a", 1));
        assertThat(rides.find().first().keySet()).containsExactly("_id", "c", "b", "a");
    }

    @Test
    void arrayFiltersChooseTheElementsToUpdate() {
        rides.insertOne(new Document("_id", 1).append("stops", List.of(new Document("at", 1), new Document("at", 5))));
        rides.updateOne(
                eq("_id", 1),
                Updates.set("stops.$[late].missed", true),
                new UpdateOptions().arrayFilters(List.of(gt("late.at", 3))));
        assertThat(rides.find().first().getList("stops", Document.class))
                .containsExactly(new Document("at", 1), new Document("at", 5).append("missed", true));
    }

    @Test
    void collectionsCanBeListedByName() {
        database.createCollection("one");
        database.createCollection("two");
        assertThat(database.listCollectionNames()).containsExactlyInAnyOrder("one", "two");
        assertThat(database.listCollections().filter(eq("name", "two")).map(c -> c.getString("name")))
                .containsExactly("two");
        assertThatThrownBy(() -> database.createCollection("two"))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(48));
    }

    private List<Object> find(Bson filter) {
        return rides.find(filter).map(ride -> ride.get("_id")).into(new ArrayList<>());
    }

    private static Document ride(String id, int revision) {
        return new Document("_id", id).append("_h", new Document("rev", revision));
    }

    private static Document revision(String id, int revision) {
        return new Document("_id", id).append("_h.rev", revision);
    }

    private static int rev(Document ride) {
        return ride.get("_h", Document.class).getInteger("rev");
    }
}
