package io.howdah.dev.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static io.howdah.dev.mongo.TestMongo.open;
import static io.howdah.dev.mongo.TestMongo.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoNamespace;
import com.mongodb.MongoWriteException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Field;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.OperationType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonDocumentWrapper;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of change streams. A real replica set passes these tests too. */
class ChangeStreamIT {

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
        database.createCollection("rides");
        rides = database.getCollection("rides");
    }

    @AfterEach
    void dropDatabase() {
        database.drop();
    }

    static Stream<Object> ids() {
        return Stream.of(
                "r-1", new ObjectId(), 7, 7_000_000_000L, 1.5, new Document("tenant", "t-1").append("ride", 3));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void everyKindOfChangeIsShownForAnyKindOfId(Object id) {
        try (var stream = open(rides.watch())) {
            // Given every kind of write to a document
            rides.insertOne(new Document("_id", id).append("status", "new").append("eta", 5));
            rides.updateOne(eq("_id", id), Updates.combine(Updates.set("status", "taken"), Updates.unset("eta")));
            rides.replaceOne(eq("_id", id), new Document("status", "done").append("fare", 12));
            rides.deleteOne(eq("_id", id));

            // When the stream is read
            List<ChangeStreamDocument<Document>> events = take(stream, 4);

            // Then each change is there, in order and with the right fields
            assertThat(events)
                    .extracting(ChangeStreamDocument::getOperationType)
                    .containsExactly(
                            OperationType.INSERT, OperationType.UPDATE, OperationType.REPLACE, OperationType.DELETE);
            assertThat(events).allSatisfy(event -> {
                assertThat(event.getDocumentKey()).isEqualTo(bson(new Document("_id", id)));
                assertThat(event.getNamespace()).isEqualTo(rides.getNamespace());
                assertThat(event.getClusterTime()).isNotNull();
            });
            assertThat(events.get(0).getFullDocument())
                    .isEqualTo(new Document("_id", id).append("status", "new").append("eta", 5));
            assertThat(events.get(1).getFullDocument()).isNull();
            assertThat(events.get(1).getUpdateDescription().getUpdatedFields())
                    .isEqualTo(bson(new Document("status", "taken")));
            assertThat(events.get(1).getUpdateDescription().getRemovedFields()).containsExactly("eta");
            assertThat(events.get(2).getFullDocument().toJson())
                    .isEqualTo(new Document("_id", id)
                            .append("status", "done")
                            .append("fare", 12)
                            .toJson());
            assertThat(events.get(3).getFullDocument()).isNull();
            assertThat(events).extracting(ChangeStreamDocument::getClusterTime).isSorted();
        }
    }

    @Test
    void writesWithoutEffectAreNotShown() {
        rides.insertOne(new Document("_id", 1).append("status", "new"));
        try (var stream = open(rides.watch())) {
            // Given writes without effect
            rides.updateOne(eq("_id", 1), Updates.set("status", "new"));
            rides.replaceOne(eq("_id", 1), new Document("_id", 1).append("status", "new"));
            rides.deleteOne(eq("_id", 2));
            assertThatThrownBy(() -> rides.insertOne(new Document("_id", 1))).hasMessageContaining("E11000");
            rides.insertOne(new Document("_id", 2));

            // When the stream is read, then only the write with effect is shown
            assertThat(take(stream, 1))
                    .extracting(e -> e.getDocumentKey().getInt32("_id").getValue())
                    .containsExactly(2);
        }
    }

    @Test
    void aReplacementWithoutItsKeyIsAlwaysAChange() {
        rides.insertOne(new Document("_id", 1).append("status", "new"));
        try (var stream = open(rides.watch())) {
            // Given
            Document same = new Document("status", "new");
            assertThat(rides.replaceOne(eq("_id", 1), same).getModifiedCount()).isEqualTo(1);
            rides.replaceOne(eq("_id", 1), same, new ReplaceOptions().upsert(true));
            rides.replaceOne(eq("status", "new"), same);

            // When, then
            assertThat(take(stream, 3)).allSatisfy(event -> {
                assertThat(event.getOperationType()).isEqualTo(OperationType.REPLACE);
                assertThat(event.getFullDocument()).isEqualTo(new Document("_id", 1).append("status", "new"));
            });
        }
    }

    @Test
    void findAndModifyAndUpsertsAreShownByTheirEffect() {
        try (var stream = open(rides.watch())) {
            // Given
            rides.replaceOne(
                    and(eq("_id", "a"), eq("_h.rev", 1)), new Document("v", 1), new ReplaceOptions().upsert(true));
            rides.updateOne(eq("_id", "b"), Updates.set("v", 1), new UpdateOptions().upsert(true));
            rides.findOneAndUpdate(eq("_id", "a"), Updates.inc("v", 1));
            rides.findOneAndReplace(eq("_id", "a"), new Document("v", 3));
            rides.findOneAndUpdate(eq("_id", "c"), Updates.set("v", 1), new FindOneAndUpdateOptions().upsert(true));
            rides.findOneAndReplace(eq("_id", "d"), new Document("v", 1), new FindOneAndReplaceOptions().upsert(true));
            rides.findOneAndDelete(eq("_id", "a"));

            // When
            List<ChangeStreamDocument<Document>> events = take(stream, 7);

            // Then
            assertThat(events)
                    .extracting(event -> event.getOperationType().getValue() + " "
                            + event.getDocumentKey().getString("_id").getValue())
                    .containsExactly(
                            "insert a", "insert b", "update a", "replace a", "insert c", "insert d", "delete a");
            assertThat(events.get(0).getFullDocument()).isEqualTo(new Document("_id", "a").append("v", 1));
            assertThat(events.get(2).getUpdateDescription().getUpdatedFields()).isEqualTo(bson(new Document("v", 2)));
        }
    }

    @Test
    void updatesOfPartsNameTheirPaths() {
        rides.insertOne(new Document("_id", 1)
                .append("rider", new Document("id", "u-1").append("name", "Ann"))
                .append("stops", List.of(new Document("at", 1), new Document("at", 2)))
                .append("tags", List.of("x")));
        try (var stream = open(rides.watch())) {
            // Given
            rides.updateOne(eq("_id", 1), Updates.set("rider.name", "Bea"));
            rides.updateOne(eq("_id", 1), Updates.unset("rider.id"));
            rides.updateOne(and(eq("_id", 1), eq("stops.at", 2)), Updates.set("stops.$.at", 9));
            rides.updateOne(eq("_id", 1), Updates.push("tags", "y"));
            rides.updateMany(new Document(), Updates.rename("rider", "passenger"));

            // When
            List<ChangeStreamDocument<Document>> events = take(stream, 5);

            // Then
            assertThat(events)
                    .extracting(event ->
                            event.getUpdateDescription().getUpdatedFields().toJson())
                    .containsExactly(
                            "{\"rider.name\": \"Bea\"}",
                            "{}",
                            "{\"stops.1.at\": 9}",
                            "{\"tags.1\": \"y\"}",
                            "{\"passenger\": {\"name\": \"Bea\"}}");
            assertThat(events.get(1).getUpdateDescription().getRemovedFields()).containsExactly("rider.id");
            assertThat(events.get(4).getUpdateDescription().getRemovedFields()).containsExactly("rider");
        }
    }

    @Test
    void updateLookupAddsTheCurrentDocument() {
        rides.insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
        try (var stream = open(rides.watch().fullDocument(FullDocument.UPDATE_LOOKUP))) {
            // Given
            rides.updateOne(eq("_id", 1), Updates.set("v", 1));
            rides.updateOne(eq("_id", 2), Updates.set("v", 1));
            rides.deleteOne(eq("_id", 2));

            // When
            List<ChangeStreamDocument<Document>> events = take(stream, 3);

            // Then
            assertThat(events.get(0).getFullDocument()).isEqualTo(new Document("_id", 1).append("v", 1));
            assertThat(events.get(1).getFullDocument()).isNull();
            assertThat(events.get(2).getOperationType()).isEqualTo(OperationType.DELETE);
        }
    }

    @Test
    void resumingAfterAnyEventGivesExactlyTheRest() {
        // Given a stream of every kind of change
        List<ChangeStreamDocument<Document>> all;
        try (var stream = open(rides.watch())) {
            IntStream.range(0, 5).forEach(i -> {
                rides.insertOne(new Document("_id", i));
                rides.updateOne(eq("_id", i), Updates.set("v", i));
                rides.replaceOne(eq("_id", i), new Document("w", i));
                rides.deleteOne(eq("_id", i));
            });
            all = take(stream, 20);
        }
        assertThat(all).hasSize(20);

        for (int i = 0; i < all.size() - 1; i++) {
            List<ChangeStreamDocument<Document>> rest = all.subList(i + 1, all.size());
            BsonDocument token = all.get(i).getResumeToken();

            // When it is resumed after that event, by either option or by the time of the next event
            List<ChangeStreamDocument<Document>> resumed = take(rides.watch().resumeAfter(token), rest.size());
            List<ChangeStreamDocument<Document>> started = take(rides.watch().startAfter(token), rest.size());
            BsonTimestamp time = rest.get(0).getClusterTime();
            List<ChangeStreamDocument<Document>> timed = take(rides.watch().startAtOperationTime(time), rest.size());

            // Then exactly the remaining events follow
            assertThat(resumed).isEqualTo(rest);
            assertThat(started).isEqualTo(rest);
            assertThat(timed).isEqualTo(rest);
        }
        assertThat(all)
                .extracting(event -> event.getResumeToken().getString("_data").getValue())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void startingAtTheOperationTimeOfASessionShowsWhatFollows() {
        try (ClientSession session = mongo.client().startSession()) {
            // Given the time of a write, as a causally consistent session knows it
            rides.insertOne(session, new Document("_id", "before"));
            BsonTimestamp time = session.getOperationTime();
            rides.insertOne(session, new Document("_id", "after"));

            // When a stream starts at it, then that write is the first
            assertThat(take(rides.watch().startAtOperationTime(time), 2))
                    .extracting(event -> event.getFullDocument().getString("_id"))
                    .containsExactly("before", "after");
        }
    }

    @Test
    void aStreamCanBeginBeforeItsCollectionExists() {
        MongoCollection<Document> later = database.getCollection("later");
        try (var stream = open(later.watch())) {
            later.insertOne(new Document("_id", 1));
            assertThat(take(stream, 1)).hasSize(1);
        }
    }

    @Test
    void aDroppedCollectionEndsItsStream() {
        List<ChangeStreamDocument<Document>> events;
        try (var stream = open(rides.watch())) {
            // Given
            rides.insertOne(new Document("_id", 1));
            rides.drop();
            database.createCollection("rides");
            rides.insertOne(new Document("_id", 2));

            // When
            events = take(stream, 4);
        }

        // Then it ends with an invalidate
        assertThat(events)
                .extracting(ChangeStreamDocument::getOperationType)
                .containsExactly(OperationType.INSERT, OperationType.DROP, OperationType.INVALIDATE);
        assertThat(events.get(1).getNamespace()).isEqualTo(rides.getNamespace());

        // And resumeAfter the drop repeats the invalidate, resumeAfter the invalidate is rejected, and startAfter it
        // continues
        assertThat(take(rides.watch().resumeAfter(events.get(1).getResumeToken()), 2))
                .extracting(ChangeStreamDocument::getOperationType)
                .containsExactly(OperationType.INVALIDATE);
        BsonDocument end = events.get(2).getResumeToken();
        assertThatThrownBy(() -> take(rides.watch().resumeAfter(end), 1))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(260));
        assertThat(take(rides.watch().startAfter(end), 1))
                .extracting(event -> event.getFullDocument().getInteger("_id"))
                .containsExactly(2);
    }

    @Test
    void aRenamedCollectionEndsItsStream() {
        try (var stream = open(rides.watch());
                var all = open(database.watch())) {
            // Given
            rides.insertOne(new Document("_id", 1));
            rides.renameCollection(new MongoNamespace(database.getName(), "trips"));
            database.getCollection("trips").insertOne(new Document("_id", 2));

            // When
            List<ChangeStreamDocument<Document>> events = take(stream, 3);
            List<ChangeStreamDocument<Document>> allEvents = take(all, 3);

            // Then the stream of the collection ends, and that of the database continues
            assertThat(events)
                    .extracting(ChangeStreamDocument::getOperationType)
                    .containsExactly(OperationType.INSERT, OperationType.RENAME, OperationType.INVALIDATE);
            assertThat(events.get(1).getDestinationNamespace())
                    .isEqualTo(new MongoNamespace(database.getName(), "trips"));
            assertThat(allEvents)
                    .extracting(ChangeStreamDocument::getOperationType)
                    .containsExactly(OperationType.INSERT, OperationType.RENAME, OperationType.INSERT);
        }
    }

    @Test
    void aDroppedDatabaseEndsItsStreamButNotThatOfTheServer() {
        try (var stream = open(database.watch());
                var all = open(mongo.client().watch(List.of(Aggregates.match(eq("ns.db", database.getName())))))) {
            // Given
            rides.insertOne(new Document("_id", 1));
            database.drop();
            rides.insertOne(new Document("_id", 2));

            // When
            List<ChangeStreamDocument<Document>> events = take(stream, 5);
            List<ChangeStreamDocument<Document>> allEvents = take(all, 4);

            // Then
            assertThat(events)
                    .extracting(ChangeStreamDocument::getOperationType)
                    .containsExactly(
                            OperationType.INSERT,
                            OperationType.DROP,
                            OperationType.DROP_DATABASE,
                            OperationType.INVALIDATE);
            assertThat(allEvents)
                    .extracting(ChangeStreamDocument::getOperationType)
                    .containsExactly(
                            OperationType.INSERT,
                            OperationType.DROP,
                            OperationType.DROP_DATABASE,
                            OperationType.INSERT);
        }
    }

    @Test
    void aDatabaseStreamShowsEveryCollectionAndStagesShapeIt() {
        MongoCollection<Document> others = database.getCollection("others");
        try (var all = open(database.watch());
                var shaped = open(database.watch(List.of(
                        Aggregates.match(Filters.in("operationType", "insert", "delete")),
                        Aggregates.match(eq("ns.coll", "others")),
                        Aggregates.project(Projections.include("documentKey", "operationType")),
                        Aggregates.addFields(new Field<>("documentKey", new Document("extra", true))))))) {
            // Given
            rides.insertOne(new Document("_id", 1));
            others.insertOne(new Document("_id", 2));
            others.updateOne(eq("_id", 2), Updates.set("v", 1));
            others.deleteOne(eq("_id", 2));

            // When, then
            assertThat(take(all, 4))
                    .extracting(event -> event.getNamespace().getCollectionName())
                    .containsExactly("rides", "others", "others", "others");
            assertThat(take(shaped, 2))
                    .extracting(event -> event.getOperationType().getValue()
                            + event.getDocumentKey().toJson()
                            + event.getFullDocument())
                    .containsExactly(
                            "insert{\"_id\": 2, \"extra\": true}null", "delete{\"_id\": 2, \"extra\": true}null");
        }
    }

    @Test
    void aStageThatChangesTheTokenIsRejected() {
        try (var stream = open(rides.watch(List.of(Aggregates.project(Projections.excludeId()))))) {
            rides.insertOne(new Document("_id", 1));
            assertThatThrownBy(() -> take(stream, 1)).hasMessageContaining("_id");
        }
    }

    @Test
    void thePostBatchTokenAdvancesWithoutEvents() {
        // Given a stream that filters everything
        try (var stream = open(rides.watch(List.of(Aggregates.match(eq("operationType", "none")))))) {
            assertThat(stream.tryNext()).isNull();
            String first = stream.getResumeToken().getString("_data").getValue();
            rides.insertOne(new Document("_id", 1));
            // A token contains the time of the last write that was read; a stream includes the writes of its start
            // time.
            database.getCollection("others").insertOne(new Document("_id", 1));

            // When it is read until its token has passed that write
            BsonDocument token = stream.getResumeToken();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (token.getString("_data").getValue().equals(first) && System.nanoTime() < deadline) {
                assertThat(stream.tryNext()).isNull();
                token = stream.getResumeToken();
            }
            assertThat(token.getString("_data").getValue()).isGreaterThan(first);

            // Then another stream continues from the token with the next write
            rides.insertOne(new Document("_id", 2));
            List<ChangeStreamDocument<Document>> events = take(rides.watch().resumeAfter(token), 1);
            assertThat(events.get(0).getFullDocument().getInteger("_id")).isEqualTo(2);
        }
    }

    @Test
    void aWaitingStreamWakesAtAWriteAndBlocksNoOtherClient() throws Exception {
        try (var stream = rides.watch().maxAwaitTime(60, TimeUnit.SECONDS).cursor()) {
            // Given a stream that waits longer than this test may last
            CompletableFuture<ChangeStreamDocument<Document>> event = CompletableFuture.supplyAsync(stream::next);

            // When other clients send commands meanwhile, then they get replies
            for (int i = 0; i < 20; i++) {
                database.getCollection("others").insertOne(new Document("_id", i));
                assertThat(database.getCollection("others").countDocuments()).isEqualTo(i + 1);
            }
            assertThat(event).isNotDone();

            // And when a document is written, then the stream wakes
            rides.insertOne(new Document("_id", 1));
            assertThat(event.get(20, TimeUnit.SECONDS).getFullDocument().getInteger("_id"))
                    .isEqualTo(1);
        }
    }

    @Test
    void anIdleStreamWaitsOnTheServer() {
        try (var stream = rides.watch().maxAwaitTime(300, TimeUnit.MILLISECONDS).cursor()) {
            // Given the stream's first, empty batch
            long before = System.nanoTime();

            // When nothing happens
            assertThat(stream.tryNext()).isNull();

            // Then the reply took the max wait time, except for the driver's first empty batch
            assertThat(System.nanoTime() - before).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    @Test
    void everyStreamSeesTheSameOrderWithoutAGap() throws Exception {
        long seed = System.nanoTime();
        System.out.println("everyStreamSeesTheSameOrderWithoutAGap seed=" + seed);
        int writers = 4;
        int writes = 250;
        // Given four streams, and four writers over the same few documents
        var streams = List.of(open(rides.watch()), open(rides.watch()), open(database.watch()), open(database.watch()));
        List<CompletableFuture<Integer>> writing = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed + writer);
            String name = "w" + writer;
            writing.add(CompletableFuture.supplyAsync(() -> write(random, name, writes)));
        }
        List<CompletableFuture<List<ChangeStreamDocument<Document>>>> reading = new ArrayList<>();
        int done = 0;
        for (CompletableFuture<Integer> writer : writing) {
            done += writer.get(60, TimeUnit.SECONDS);
        }
        int expected = done;

        // When all of them are read
        streams.forEach(stream -> reading.add(CompletableFuture.supplyAsync(() -> take(stream, expected))));
        List<ChangeStreamDocument<Document>> first = reading.get(0).get(60, TimeUnit.SECONDS);

        // Then each has every write once, in the same order, and the events add up to the current state of the
        // collection
        assertThat(first).hasSize(expected);
        for (var other : reading) {
            assertThat(other.get(60, TimeUnit.SECONDS)).isEqualTo(first);
        }
        Document state = new Document();
        first.forEach(event -> {
            String key = event.getDocumentKey().getString("_id").getValue();
            if (event.getOperationType() == OperationType.DELETE) {
                state.remove(key);
            } else {
                state.put(key, event.getFullDocument());
            }
        });
        for (Document document : rides.find()) {
            assertThat(state.remove(document.getString("_id"))).isEqualTo(document);
        }
        assertThat(state).isEmpty();
        streams.forEach(stream -> stream.close());
    }

    private int write(RandomGenerator random, String name, int writes) {
        int effective = 0;
        for (int i = 0; i < writes; i++) {
            String key = "k" + random.nextInt(10);
            if (random.nextInt(4) == 0) {
                effective += (int) rides.deleteOne(eq("_id", key)).getDeletedCount();
            } else {
                try {
                    rides.replaceOne(
                            eq("_id", key), new Document("by", name).append("n", i), new ReplaceOptions().upsert(true));
                    effective++;
                } catch (MongoWriteException e) {
                    assertThat(e.getError().getCode()).isEqualTo(11000); // another writer inserted it first
                }
            }
        }
        return effective;
    }

    @Test
    void updateDescriptionsTurnTheOldDocumentIntoTheNewOne() {
        long seed = System.nanoTime();
        System.out.println("updateDescriptionsTurnTheOldDocumentIntoTheNewOne seed=" + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<String> paths = List.of("a", "b", "n.a", "n.b", "n.m.a", "list.0.a", "list.1.b");
        Document copy = new Document("_id", 1)
                .append("n", new Document("m", new Document()))
                .append("list", List.of(new Document("a", 1), new Document()))
                .append("tags", List.of());
        rides.insertOne(copy);
        try (var stream = open(rides.watch())) {
            for (int i = 0; i < 100; i++) {
                // Given an update
                String path = paths.get(random.nextInt(paths.size()));
                rides.updateOne(
                        eq("_id", 1),
                        switch (random.nextInt(5)) {
                            case 0 -> Updates.unset(path);
                            case 1 -> Updates.inc(path, 1);
                            case 2 -> Updates.push("tags", i);
                            case 3 -> Updates.combine(Updates.set(path, i), Updates.set("at", null));
                            default -> Updates.combine(Updates.set(path, i), Updates.set("at", i));
                        });
            }
            Document present = rides.find().first();
            rides.deleteOne(eq("_id", 1));

            // When the described changes are applied to a copy
            BsonDocument changed = bson(copy);
            for (var event = next(stream); event.getOperationType() == OperationType.UPDATE; event = next(stream)) {
                event.getUpdateDescription().getUpdatedFields().forEach((path, value) -> put(changed, path, value));
                event.getUpdateDescription().getRemovedFields().forEach(path -> put(changed, path, null));
            }

            // Then the copy equals the stored document
            assertThat(changed).isEqualTo(bson(present));
        }
    }

    private static ChangeStreamDocument<Document> next(MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream) {
        return take(stream, 1).get(0);
    }

    private static void put(BsonValue into, String path, BsonValue value) {
        int dot = path.indexOf('.');
        String key = dot < 0 ? path : path.substring(0, dot);
        if (dot >= 0) {
            put(
                    into.isArray()
                            ? into.asArray().get(Integer.parseInt(key))
                            : into.asDocument().get(key),
                    path.substring(dot + 1),
                    value);
        } else if (into.isArray()) {
            into.asArray().add(Integer.parseInt(key), value);
        } else if (value == null) {
            into.asDocument().remove(key);
        } else {
            into.asDocument().put(key, value);
        }
    }

    private BsonDocument bson(Document document) {
        return BsonDocumentWrapper.asBsonDocument(document, rides.getCodecRegistry());
    }
}
