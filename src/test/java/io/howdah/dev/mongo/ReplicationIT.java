package io.howdah.dev.mongo;

import static com.mongodb.client.model.Filters.eq;
import static io.howdah.dev.mongo.TestMongo.connect;
import static io.howdah.dev.mongo.TestMongo.open;
import static io.howdah.dev.mongo.TestMongo.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads, streams and writes while no majority has a write yet, or never gets it. */
@Timeout(60)
class ReplicationIT {

    private EmbeddedMongo mongo;
    private MongoClient client;
    private MongoCollection<Document> rides;
    private MongoCollection<Document> quick;
    private MongoCollection<Document> committed;

    @BeforeEach
    void start() throws Exception {
        mongo = EmbeddedMongo.start("127.0.0.1", 0);
        client = connect(mongo.uri());
        rides = client.getDatabase("test").getCollection("rides");
        quick = rides.withWriteConcern(WriteConcern.W1);
        committed = rides.withReadConcern(ReadConcern.MAJORITY);
        rides.createIndex(
                Indexes.ascending("plate"), new IndexOptions().unique(true).sparse(true));
        rides.insertMany(List.of(ride("changed", "P1"), ride("deleted", "P2"), ride("left", "P3")));
    }

    @AfterEach
    void stop() {
        client.close();
        mongo.close();
    }

    @Test
    void onlyLocalReadsSeeHeldWrites() {
        try (var stream = open(rides.watch())) {
            // When
            mongo.holdReplication();
            writeEverything();

            // Then
            assertThat(rides.find())
                    .containsExactlyInAnyOrder(ride("changed", "P9"), ride("left", "P3"), ride("new", "P2"));
            assertThat(committed.find(new Document()).sort(Indexes.ascending("_id")))
                    .containsExactly(ride("changed", "P1"), ride("deleted", "P2"), ride("left", "P3"));
            assertThat(committed.find(eq("_id", "changed"))).containsExactly(ride("changed", "P1"));
            assertThat(committed.aggregate(List.of(Aggregates.match(eq("_id", "new")))))
                    .isEmpty();
            assertThat(stream.tryNext()).isNull();

            // And when replication is released, then all reads see it
            mongo.releaseReplication();
            assertThat(committed.find()).containsExactlyElementsOf(rides.find());
            assertThat(take(stream, 3))
                    .extracting(ReplicationIT::description)
                    .containsExactly("update changed", "delete deleted", "insert new");
        }
    }

    @Test
    void heldWritesAreLostWithTheirPrimary() {
        try (var stream = open(rides.watch())) {
            // Given
            mongo.holdReplication();
            writeEverything();

            // When
            mongo.rollBack();

            // Then documents and indexes are as before, and the stream never shows it
            assertThat(rides.find().sort(Indexes.ascending("_id")))
                    .containsExactly(ride("changed", "P1"), ride("deleted", "P2"), ride("left", "P3"));
            assertThat(rides.find(eq("plate", "P2"))).containsExactly(ride("deleted", "P2"));
            assertThatThrownBy(() -> rides.insertOne(ride("other", "P1"))).hasMessageContaining("E11000");
            rides.insertOne(ride("new", "P9"));
            assertThat(take(stream, 1)).extracting(ReplicationIT::description).containsExactly("insert new");
        }
    }

    @Test
    void aWriteByMajorityWaits() throws Exception {
        // Given
        mongo.holdReplication();
        CompletableFuture<?> insert = CompletableFuture.runAsync(() -> rides.insertOne(ride("new", "P9")));
        await().until(() -> rides.countDocuments() == 4);

        // When, then a wait with a timeout ends with an error, although the write was executed
        assertThatThrownBy(() -> rides.withWriteConcern(WriteConcern.MAJORITY.withWTimeout(50, TimeUnit.MILLISECONDS))
                        .updateOne(eq("_id", "left"), Updates.set("plate", "P3")))
                .isInstanceOfSatisfying(
                        MongoWriteConcernException.class,
                        e -> assertThat(e.getWriteConcernError().getCode()).isEqualTo(64));
        assertThat(insert).isNotDone();

        // And the other ends when a majority has it
        mongo.releaseReplication();
        insert.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aWriteThatWaitsForAMajorityIsNeverAcknowledgedIfItIsLost() throws Exception {
        try (MongoClient once = connect(mongo.uri() + "&retryWrites=false")) {
            // Given a write that waits, and one that its driver may retry
            MongoCollection<Document> unretried = once.getDatabase("test").getCollection("rides");
            mongo.holdReplication();
            CompletableFuture<?> lost = CompletableFuture.runAsync(() -> unretried.insertOne(ride("lost", "P8")));
            CompletableFuture<?> retried = CompletableFuture.runAsync(() -> rides.insertOne(ride("retried", "P9")));
            await().until(() -> rides.countDocuments() == 5);

            // When
            mongo.rollBack();

            // Then
            assertThat(lost)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withCauseInstanceOf(MongoException.class);
            retried.get(20, TimeUnit.SECONDS);
            assertThat(committed.find().map(ride -> ride.getString("_id")).into(new ArrayList<>()))
                    .containsExactlyInAnyOrder("changed", "deleted", "left", "retried");
        }
    }

    @Test
    void aCausalReadByMajorityWaitsForItsOwnWrites() throws Exception {
        // Given
        mongo.holdReplication();
        try (ClientSession session = client.startSession()) {
            quick.insertOne(session, ride("new", "P9"));
            assertThat(rides.find(session, eq("_id", "new"))).hasSize(1);

            // When
            CompletableFuture<Document> read = CompletableFuture.supplyAsync(
                    () -> committed.find(session, eq("_id", "new")).first());
            CompletableFuture<Document> linearizable =
                    CompletableFuture.supplyAsync(() -> rides.withReadConcern(ReadConcern.LINEARIZABLE)
                            .find(eq("_id", "new"))
                            .first());
            assertThat(committed.find(eq("_id", "new"))).isEmpty();
            assertThat(read).isNotDone();
            assertThat(linearizable).isNotDone();

            // Then
            mongo.releaseReplication();
            assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(ride("new", "P9"));
            assertThat(linearizable.get(20, TimeUnit.SECONDS)).isEqualTo(ride("new", "P9"));
        }
    }

    @Test
    void anEventLooksUpTheDocumentThatAMajorityHas() {
        try (var stream = open(rides.watch().fullDocument(FullDocument.UPDATE_LOOKUP))) {
            rides.updateOne(eq("_id", "changed"), Updates.set("plate", "P7"));
            mongo.holdReplication();
            quick.updateOne(eq("_id", "changed"), Updates.set("plate", "P8"));
            assertThat(take(stream, 1))
                    .extracting(ChangeStreamDocument::getFullDocument)
                    .containsExactly(ride("changed", "P7"));
        }
    }

    @Test
    void aStreamThatStartsAfterLostWritesShowsLaterOnes() {
        // Given a stream that starts after held writes
        mongo.holdReplication();
        writeEverything();
        try (var stream = open(rides.watch())) {
            // When they are lost, and others are executed
            mongo.rollBack();
            rides.insertOne(ride("a", "Pa"));
            rides.insertOne(ride("b", "Pb"));

            // Then
            assertThat(take(stream, 2)).extracting(ReplicationIT::description).containsExactly("insert a", "insert b");
        }
    }

    @Test
    void collectionsAndIndexesCannotBeDroppedMeanwhile() {
        mongo.holdReplication();
        assertThatThrownBy(rides::drop).hasMessageContaining("while replication is held");
        client.getDatabase("test")
                .getCollection("others")
                .withWriteConcern(WriteConcern.W1)
                .insertOne(new Document());
        mongo.rollBack();
        assertThat(client.getDatabase("test").getCollection("others").find()).isEmpty();
        rides.drop();
    }

    /** Updates a document, deletes one, and inserts one with the deleted one's plate. */
    private void writeEverything() {
        quick.updateOne(eq("_id", "changed"), Updates.set("plate", "P9"));
        quick.deleteOne(eq("_id", "deleted"));
        quick.insertOne(ride("new", "P2"));
    }

    private static Document ride(String id, String plate) {
        return new Document("_id", id).append("plate", plate);
    }

    private static String description(ChangeStreamDocument<Document> event) {
        return event.getOperationType().getValue() + " "
                + event.getDocumentKey().getString("_id").getValue();
    }
}
