package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.store.ModelCollections;
import io.howdah.testing.TestServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeStreamConsumerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private record Seen(String operation, Object key, Document body, BsonDocument token) {}

    private final List<PositionListener> listeners = new ArrayList<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final String database = TestServices.uniqueName("change");
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private MongoClient mongo;

    @AfterEach
    void stop() {
        camel.stop();
        mongo.close();
    }

    @Test
    void deliversEveryOperationForAnyKey() throws Exception {
        // Given
        follow(TestServices.mongoUri(), this::record);
        MongoCollection<Document> things = things();
        List<Object> keys = List.of("text", 42, 43L, new ObjectId(), new Document("a", 1).append("b", "x"));

        // When
        for (Object key : keys) {
            things.insertOne(new Document("_id", key).append("n", 1));
            things.replaceOne(new Document("_id", key), new Document("n", 2));
            things.deleteOne(new Document("_id", key));
        }
        mongo.getDatabase(database).getCollection("others").insertOne(new Document("_id", "not this one"));
        things.insertOne(new Document("_id", "last"));

        // Then
        await().atMost(PATIENCE).until(() -> seen.size() == keys.size() * 3 + 1);
        for (int i = 0; i < keys.size(); i++) {
            Object key = keys.get(i);
            assertThat(seen.subList(i * 3, i * 3 + 3))
                    .extracting(Seen::operation)
                    .containsExactly("insert", "replace", "delete");
            assertThat(seen.subList(i * 3, i * 3 + 3)).extracting(Seen::key).containsOnly(key);
            assertThat(seen.get(i * 3).body()).containsEntry("n", 1);
            assertThat(seen.get(i * 3 + 1).body()).containsEntry("n", 2);
            assertThat(seen.get(i * 3 + 2).body()).isEqualTo(new Document("_id", key));
        }
        assertThat(seen).extracting(Seen::token).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void changesTellThePositionBeforeThemAndNonePassesUnsaid() throws Exception {
        // Given
        List<String> passed = new CopyOnWriteArrayList<>();
        List<String> chain = new CopyOnWriteArrayList<>();
        listeners.add(new PositionListener() {
            @Override
            public Optional<String> channelOf(String routeId) {
                return Optional.of("things");
            }

            @Override
            public boolean isSkippable(String routeId) {
                return true;
            }

            @Override
            public boolean take(String channel, RawChange change) {
                return false;
            }

            @Override
            public void passed(String channel, @Nullable String previous, String place) {
                assertThat(channel).isEqualTo("things");
                passed.add(place);
                chain.add(previous + " " + place);
            }
        });
        List<String> delivered = new CopyOnWriteArrayList<>();
        follow(TestServices.mongoUri(), exchange -> {
            BsonDocument before = exchange.getMessage().getHeader(ChangeHeaders.PREVIOUS_TOKEN, BsonDocument.class);
            String after =
                    StreamPositions.of(exchange.getMessage().getHeader(ChangeHeaders.RESUME_TOKEN, BsonDocument.class));
            delivered.add((before == null ? null : StreamPositions.of(before)) + " " + after);
            record(exchange);
        });
        await().atMost(PATIENCE).until(() -> !passed.isEmpty());

        // When
        for (int i = 0; i < 20; i++) {
            things().insertOne(new Document("_id", i));
            mongo.getDatabase(database).getCollection("others").insertOne(new Document("_id", i));
        }

        // Then
        await().atMost(PATIENCE).until(() -> seen.size() == 20 && chain.containsAll(delivered));
        for (int i = 1; i < chain.size(); i++) {
            assertThat(chain.get(i)).startsWith(passed.get(i - 1) + " ");
        }
        assertThat(chain.get(0)).startsWith("null ");
    }

    @Test
    void failedDeliveryIsTriedAgainInOrder() throws Exception {
        // Given a route that fails twice on the second change
        AtomicInteger attempts = new AtomicInteger();
        follow(TestServices.mongoUri(), exchange -> {
            if ("b".equals(exchange.getMessage().getHeader("_id")) && attempts.incrementAndGet() <= 2) {
                throw new IllegalStateException("not now");
            }
            record(exchange);
        });

        // When
        for (String key : List.of("a", "b", "c")) {
            things().insertOne(new Document("_id", key));
        }

        // Then
        await().atMost(PATIENCE).until(() -> seen.size() == 3);
        assertThat(seen).extracting(Seen::key).containsExactly("a", "b", "c");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void errorThatEscapesFromTheErrorHandlerIsTriedAgainInOrder() throws Exception {
        // Given a route that fails on the second change, and whose error handler misses a class twice
        AtomicInteger asked = new AtomicInteger();
        follow(
                TestServices.mongoUri(),
                exchange -> {
                    if ("b".equals(exchange.getMessage().getHeader("_id")) && asked.get() < 2) {
                        throw new IllegalStateException("not now");
                    }
                    record(exchange);
                },
                exchange -> {
                    if (asked.incrementAndGet() <= 2) {
                        throw new NoClassDefFoundError("com/example/Missing");
                    }
                    return false;
                });

        // When
        for (String key : List.of("a", "b", "c")) {
            things().insertOne(new Document("_id", key));
        }

        // Then
        await().atMost(PATIENCE).until(() -> seen.size() == 3);
        assertThat(seen).extracting(Seen::key).containsExactly("a", "b", "c");
        assertThat(asked).hasValue(2);
        await().atMost(PATIENCE).until(() -> camel.getInflightRepository().size() == 0);
    }

    @Test
    void droppedCollectionIsAResyncAndItsNewDocumentsAreChanges() throws Exception {
        // Given
        follow(TestServices.mongoUri(), this::record);
        things().insertOne(new Document("_id", "before"));
        await().atMost(PATIENCE).until(() -> seen.size() == 1);

        // When
        things().drop();
        things().insertOne(new Document("_id", "after"));

        // Then
        await().atMost(PATIENCE).until(() -> seen.size() == 3);
        assertThat(seen).extracting(Seen::operation).containsExactly("insert", ChangeHeaders.RESYNC, "insert");
        assertThat(seen.get(2).key()).isEqualTo("after");
    }

    @Test
    void goesOnFromItsPlaceWhenTheServerComesBack() throws Exception {
        try (EmbeddedMongo server = EmbeddedMongo.start("127.0.0.1", 0)) {
            // Given a route that is still busy with the first change while others are written
            CountDownLatch written = new CountDownLatch(1);
            follow(server.uri() + "&serverSelectionTimeoutMS=300", exchange -> {
                record(exchange);
                written.await();
            });
            things().insertOne(new Document("_id", "first"));
            await().atMost(PATIENCE).until(() -> seen.size() == 1);
            for (int i = 0; i < 50; i++) {
                things().insertOne(new Document("_id", i));
            }

            // When the server is away for longer than the driver's own attempt to resume
            server.suspend();
            written.countDown();
            HealthCheck health = ((HealthCheckAware) camel.getRoutes().get(0).getConsumer()).getHealthCheck();
            await().atMost(PATIENCE).until(() -> health.call().getState() == HealthCheck.State.DOWN);
            server.resume();

            // Then it delivers the earlier writes, once and in order
            await().atMost(PATIENCE).until(() -> seen.size() == 51);
            for (int i = 0; i < 50; i++) {
                assertThat(seen.get(i + 1).key()).isEqualTo(i);
            }
            await().atMost(PATIENCE).until(() -> health.call().getState() == HealthCheck.State.UP);
        }
    }

    @Test
    void startsWhileTheServerIsAwayAndFollowsOnceItIsThere() throws Exception {
        try (EmbeddedMongo server = EmbeddedMongo.start("127.0.0.1", 0)) {
            // Given
            server.suspend();
            follow(server.uri() + "&serverSelectionTimeoutMS=300", this::record);

            // When
            server.resume();

            // Then
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                things().insertOne(new Document("_id", new ObjectId()));
                assertThat(seen).isNotEmpty();
            });
        }
    }

    @Test
    void beginningAndCollectionAreOfOneTime() throws Exception {
        // Given a client whose commands are seen
        List<BsonDocument> looks = new CopyOnWriteArrayList<>();
        mongo = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(TestServices.mongoUri()))
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandStarted(CommandStartedEvent event) {
                        if (event.getCommandName().equals("find")) {
                            looks.add(event.getCommand().clone());
                        }
                    }
                })
                .build());
        ModelCollections collections = new ModelCollections(mongo, database);
        ChangeStream stream = new ChangeStream(
                mongo, mongo.getDatabase(database), new FollowedCollection("things", collections), null, null);

        // When
        StreamPosition place = stream.begin();

        // Then the last read of the pointer waits for the time of the position
        BsonDocument concern = looks.get(looks.size() - 1).getDocument("readConcern");
        assertThat(concern.getString("level").getValue()).isEqualTo("majority");
        assertThat(((StreamPosition.Beginning) place).time()).isNotNull();
        assertThat(concern.getTimestamp("afterClusterTime"))
                .isGreaterThanOrEqualTo(((StreamPosition.Beginning) place).time());
    }

    private MongoCollection<Document> things() {
        return mongo.getDatabase(database).getCollection("things");
    }

    private void follow(String uri, Processor processor) throws Exception {
        follow(uri, processor, null);
    }

    private void follow(String uri, Processor processor, Predicate failure) throws Exception {
        mongo = MongoClients.create(uri);
        camel.addComponent("mongodb", new ChangeStreamComponent(Optional.empty(), listeners));
        camel.getRegistry().bind("mongo", mongo);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                if (failure == null) {
                    errorHandler(noErrorHandler());
                } else {
                    onException(Throwable.class).onWhen(failure).handled(false);
                }
                fromF("mongodb:mongo?consumerType=changeStreams&database=%s&collection=things", database)
                        .process(processor);
            }
        });
        camel.start();
    }

    private void record(Exchange exchange) {
        Document body = exchange.getMessage().getBody(Document.class);
        seen.add(new Seen(
                exchange.getMessage().getHeader(MongoDbConstants.STREAM_OPERATION_TYPE, String.class),
                exchange.getMessage().getHeader("_id"),
                body,
                exchange.getMessage().getHeader(ChangeHeaders.RESUME_TOKEN, BsonDocument.class)));
    }
}
