package io.howdah.dev.mongo;

import static com.mongodb.client.model.Filters.eq;
import static io.howdah.dev.mongo.TestMongo.connect;
import static io.howdah.dev.mongo.TestMongo.open;
import static io.howdah.dev.mongo.TestMongo.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoCommandException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Features of the embedded server only: limits, rejected commands, suspend and resume. */
class EmbeddedMongoIT {

    private static final String HOST = "127.0.0.1";

    @Test
    void aStreamThatIsTooFarBehindLosesItsHistory() throws Exception {
        // Given an oplog of ten entries, and a stream that has read the first event
        try (EmbeddedMongo mongo = EmbeddedMongo.start(HOST, 0, 10);
                MongoClient client = connect(mongo.uri());
                var stream = open(rides(client).watch())) {
            MongoCollection<Document> rides = rides(client);
            rides.insertOne(new Document("_id", 0));
            BsonDocument token = take(stream, 1).get(0).getResumeToken();

            // When nine more are written, then it can still continue
            IntStream.range(1, 10).forEach(i -> rides.insertOne(new Document("_id", i)));
            assertThat(take(rides.watch().resumeAfter(token), 9)).hasSize(9);

            // When two more are written, then it cannot: neither the open one nor a new one
            rides.insertOne(new Document("_id", 10));
            rides.insertOne(new Document("_id", 11));
            assertCode(286, () -> take(stream, 1));
            assertCode(286, () -> take(rides.watch().resumeAfter(token), 1));
            assertCode(286, () -> take(rides.watch().startAfter(token), 1));
        }
    }

    @Test
    void dataStreamsAndTokensSurviveASuspension() throws Exception {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(HOST, 0);
                MongoClient client = connect(mongo.uri());
                var stream = open(rides(client).watch())) {
            // Given a stream that has read an event
            rides(client).insertOne(new Document("_id", 0));
            BsonDocument token = take(stream, 1).get(0).getResumeToken();
            rides(client).insertOne(new Document("_id", 1));

            // When the server is suspended, then its port is free
            mongo.suspend();
            new ServerSocket(mongo.port(), 1, InetAddress.getByName(HOST)).close();

            // And when it resumes, then the driver's open stream and a resumed one continue without a gap
            mongo.resume();
            rides(client).insertOne(new Document("_id", 2));
            assertThat(take(stream, 2)).extracting(EmbeddedMongoIT::id).containsExactly(1, 2);
            assertThat(take(rides(client).watch().resumeAfter(token), 2))
                    .extracting(EmbeddedMongoIT::id)
                    .containsExactly(1, 2);
            assertThat(rides(client).countDocuments()).isEqualTo(3);
        }
    }

    @Test
    void writesAcrossSuspensionsAreExecutedOnce() throws Exception {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(HOST, 0);
                MongoClient client = connect(mongo.uri())) {
            // Given a writer with retryable writes
            rides(client).insertOne(new Document("_id", "counter").append("n", 0));
            CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> {
                for (int i = 0; i < 1000; i++) {
                    rides(client).updateOne(eq("_id", "counter"), Updates.inc("n", 1));
                }
                return 1000;
            });

            // When the server is suspended and resumed meanwhile
            for (int i = 0; i < 3; i++) {
                // The driver retries a write once, so two suspensions must not hit the same write.
                int reached = counter(client) + 50;
                await().atMost(Duration.ofSeconds(20)).until(() -> counter(client) >= reached);
                mongo.suspend();
                mongo.resume();
            }

            // Then every write was executed once
            assertThat(writer.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
            assertThat(counter(client)).isEqualTo(1000);
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            assertThatThrownBy(() -> EmbeddedMongo.start(HOST, taken.getLocalPort()))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(HOST + ":" + taken.getLocalPort());
        }
    }

    @Test
    void closingFreesThePortAndEndsTheThreads() throws Exception {
        // Given a server with a waiting stream
        Set<Thread> others = threads();
        EmbeddedMongo mongo = EmbeddedMongo.start(HOST, 0);
        try (MongoClient client = connect(mongo.uri() + "&serverSelectionTimeoutMS=500");
                var stream =
                        rides(client).watch().maxAwaitTime(60, TimeUnit.SECONDS).cursor()) {
            CompletableFuture<?> waiting = CompletableFuture.runAsync(stream::tryNext);

            // When it is closed, and once more
            mongo.close();
            mongo.close();

            // Then
            new ServerSocket(mongo.port(), 1, InetAddress.getByName(HOST)).close();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(threads()).isSubsetOf(others));
            assertThat(waiting).failsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void unsupportedCommandsAreRejected() throws Exception {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(HOST, 0);
                MongoClient client = connect(mongo.uri());
                ClientSession session = client.startSession()) {
            MongoCollection<Document> rides = rides(client);
            rides.insertOne(new Document("_id", 1));

            // When, then
            List<Document> pipeline = List.of(new Document("$set", new Document("a", 1)));
            assertNotImplemented("updates with a pipeline", () -> rides.updateOne(eq("_id", 1), pipeline));
            assertNotImplemented("updates with a pipeline", () -> rides.findOneAndUpdate(eq("_id", 1), pipeline));
            assertNotImplemented(
                    "collations", () -> rides.find().collation(german()).first());
            assertNotImplemented(
                    "collations",
                    () -> rides.aggregate(List.of()).collation(german()).first());
            session.startTransaction();
            assertNotImplemented("transactions", () -> rides.insertOne(session, new Document("_id", 2)));
            assertThat(rides.find()).containsExactly(new Document("_id", 1));
        }
    }

    private static Collation german() {
        return Collation.builder().locale("de").build();
    }

    private static void assertNotImplemented(String what, ThrowingCallable call) {
        assertThatThrownBy(call).hasMessageContaining("The embedded MongoDB has no " + what);
    }

    private static void assertCode(int code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(code));
    }

    private static MongoCollection<Document> rides(MongoClient client) {
        return client.getDatabase("test").getCollection("rides");
    }

    private static int counter(MongoClient client) {
        return rides(client).find(eq("_id", "counter")).first().getInteger("n");
    }

    private static int id(ChangeStreamDocument<Document> event) {
        return event.getFullDocument().getInteger("_id");
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("embedded-mongo"))
                .collect(Collectors.toSet());
    }
}
