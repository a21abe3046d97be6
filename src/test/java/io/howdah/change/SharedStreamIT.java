package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.howdah.chaos.faults.TcpProxy;
import io.howdah.chaos.faults.WireProtocol;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.testing.Pace;
import io.howdah.testing.TestServices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several routes on one database. */
class SharedStreamIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String database = TestServices.uniqueName("shared");
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ChangeStreamComponent component = new ChangeStreamComponent();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Map<String, List<Object>> seen = new ConcurrentHashMap<>();
    private final Set<Long> readCursors = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failed = new AtomicInteger();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private MongoClient mongo;

    @AfterEach
    void stop() {
        camel.stop();
        mongo.close();
        try (MongoClient services = MongoClients.create(TestServices.mongoUri())) {
            services.getDatabase(database).drop();
        }
    }

    @Test
    void routesThatKeepUpShareOneStream() throws Exception {
        // Given
        List<String> collections = List.of("a", "b", "c", "d");
        follow(TestServices.mongoUri(), collections);
        await().atMost(PATIENCE).until(() -> detached() == 0);

        // When
        readCursors.clear();
        for (int i = 0; i < 200; i++) {
            collection(collections.get(i % 4)).insertOne(new Document("_id", i));
        }

        // Then each gets its own in order, by one cursor
        for (int which = 0; which < 4; which++) {
            List<Object> expected = IntStream.iterate(which, i -> i < 200, i -> i + 4)
                    .<Object>mapToObj(i -> i)
                    .toList();
            List<Object> got = seen.get(collections.get(which));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(got).containsExactlyElementsOf(expected));
        }
        assertThat(readCursors).hasSize(1);
        assertThat(detached()).isZero();
    }

    @Test
    void routeThatFailsForEverDelaysNoOtherAndComesBack() throws Exception {
        // Given
        follow(TestServices.mongoUri(), List.of("broken", "healthy"));
        await().atMost(PATIENCE).until(() -> detached() == 0);
        failing.add("broken");

        // When more is written for the broken one than waits for it
        int many = 6_000;
        for (int i = 0; i < many; i += 1_000) {
            collection("broken")
                    .insertMany(IntStream.range(i, i + 1_000)
                            .mapToObj(n -> new Document("_id", n))
                            .toList());
        }
        collection("healthy").insertOne(new Document("_id", "x"));

        // Then the other gets its change, and the broken one is set apart
        await().atMost(Duration.ofSeconds(5)).until(() -> seen.get("healthy").contains("x"));
        await().atMost(PATIENCE).until(() -> detached() == 1);
        assertThat(seen.get("broken")).isEmpty();

        // When it works again, it gets everything in order, and shares the stream again
        failing.clear();
        await().atMost(PATIENCE).until(() -> seen.get("broken").size() == many);
        assertThat(seen.get("broken"))
                .containsExactlyElementsOf(
                        IntStream.range(0, many).<Object>mapToObj(i -> i).toList());
        await().atMost(PATIENCE).until(() -> detached() == 0);
        collection("broken").insertOne(new Document("_id", "last"));
        await().atMost(PATIENCE).until(() -> seen.get("broken").contains("last"));
    }

    @Test
    void routeOfACollectionThatIsNeverQuietSharesTheStream() throws Exception {
        // Given
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        try (MongoClient writer = MongoClients.create(TestServices.mongoUri())) {
            MongoCollection<Document> busy = writer.getDatabase(database).getCollection("busy");
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                while (!over.get()) {
                    busy.insertOne(new Document("_id", written.getAndIncrement()));
                    Pace.sleep(Duration.ofMillis(10));
                }
            });
            try {
                // When
                follow(TestServices.mongoUri(), List.of("busy"));

                // Then
                await().atMost(PATIENCE).until(() -> detached() == 0);
            } finally {
                over.set(true);
                writing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            await().atMost(PATIENCE).until(() -> seen.get("busy").contains(written.get() - 1));
            List<Object> got = seen.get("busy");
            assertThat(got)
                    .containsExactlyElementsOf(IntStream.range((int) got.get(0), written.get())
                            .<Object>mapToObj(i -> i)
                            .toList());
        }
    }

    @Test
    void collectionThatAnotherOneReplacesIsAResync() throws Exception {
        // Given
        follow(TestServices.mongoUri(), List.of("a"));
        await().atMost(PATIENCE).until(() -> detached() == 0);
        collection("a").insertOne(new Document("_id", 1));
        await().atMost(PATIENCE).until(() -> seen.get("a").size() == 1);

        // When
        collection("next").insertOne(new Document("_id", 2));
        collection("next")
                .renameCollection(
                        new com.mongodb.MongoNamespace(database, "a"), new RenameCollectionOptions().dropTarget(true));
        collection("a").insertOne(new Document("_id", 3));

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(seen.get("a").stream().distinct()).containsExactly(1, ChangeHeaders.RESYNC, 3));
    }

    @Test
    void droppedAndRenamedCollectionIsAResyncOfItsRouteAlone() throws Exception {
        // Given
        follow(TestServices.mongoUri(), List.of("a", "b", "c"));
        await().atMost(PATIENCE).until(() -> detached() == 0);
        for (String name : List.of("a", "b", "c")) {
            collection(name).insertOne(new Document("_id", 1));
        }
        await().atMost(PATIENCE).until(() -> seen.values().stream().allMatch(keys -> keys.size() == 1));

        // When
        collection("a").drop();
        collection("b").renameCollection(new com.mongodb.MongoNamespace(database, "elsewhere"));
        for (String name : List.of("a", "b", "c")) {
            collection(name).insertOne(new Document("_id", 2));
        }

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(seen.get("a")).containsExactly(1, ChangeHeaders.RESYNC, 2);
            assertThat(seen.get("b")).containsExactly(1, ChangeHeaders.RESYNC, 2);
            assertThat(seen.get("c")).containsExactly(1, 2);
        });
        await().atMost(PATIENCE).until(() -> detached() == 0);
    }

    @Test
    void droppedDatabaseIsAResyncOfAll() throws Exception {
        // Given
        follow(TestServices.mongoUri(), List.of("a", "b"));
        await().atMost(PATIENCE).until(() -> detached() == 0);
        collection("a").insertOne(new Document("_id", 1));
        await().atMost(PATIENCE).until(() -> seen.get("a").size() == 1);

        // When
        mongo.getDatabase(database).drop();
        collection("b").insertOne(new Document("_id", 2));

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(seen.get("a")).contains(ChangeHeaders.RESYNC);
            assertThat(seen.get("b")).contains(ChangeHeaders.RESYNC, 2).endsWith(2);
        });
        await().atMost(PATIENCE).until(() -> detached() == 0);
    }

    @Test
    void lostHistoryIsAResyncOfAll() throws Exception {
        // Given a server that remembers little
        try (EmbeddedMongo server = EmbeddedMongo.start("127.0.0.1", 0, 20)) {
            follow(server.uri() + "&serverSelectionTimeoutMS=300", List.of("a", "b"));
            await().atMost(PATIENCE).until(() -> detached() == 0);
            failing.add("a");
            collection("a").insertOne(new Document("_id", "before"));

            // When the route is away while more happens than that
            camel.getRouteController().stopRoute("a");
            for (int i = 0; i < 100; i++) {
                collection("b").insertOne(new Document("_id", i));
                int inserted = i + 1;
                if (inserted % 10 == 0) {
                    // The other route must not fall behind that far itself.
                    await().atMost(PATIENCE).until(() -> seen.get("b").size() == inserted);
                }
            }
            failed.set(0);
            camel.getRouteController().startRoute("a");

            // And is stopped again before it could say so
            await().atMost(PATIENCE).until(() -> failed.get() > 0);
            camel.getRouteController().stopRoute("a");
            failing.clear();
            camel.getRouteController().startRoute("a");

            // Then it reports this, and continues
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(seen.get("a")).containsExactly(ChangeHeaders.RESYNC));
            await().atMost(PATIENCE).until(() -> seen.get("b").size() == 100);
            collection("a").insertOne(new Document("_id", "after"));
            await().atMost(PATIENCE).until(() -> seen.get("a").contains("after"));
        }
    }

    @Test
    void serverThatComesBackIsReadFromThePlace() throws Exception {
        try (EmbeddedMongo server = EmbeddedMongo.start("127.0.0.1", 0)) {
            // Given
            follow(server.uri() + "&serverSelectionTimeoutMS=300", List.of("a", "b"));
            await().atMost(PATIENCE).until(() -> detached() == 0);

            // When
            for (int round = 0; round < 3; round++) {
                int key = round;
                await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                    collection("a")
                            .replaceOne(new Document("_id", key), new Document(), new ReplaceOptions().upsert(true));
                    collection("b")
                            .replaceOne(new Document("_id", key), new Document(), new ReplaceOptions().upsert(true));
                    return true;
                });
                server.suspend();
                server.resume();
            }

            // Then
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(seen.get("a").stream().distinct()).containsExactly(0, 1, 2);
                assertThat(seen.get("b").stream().distinct()).containsExactly(0, 1, 2);
            });
        }
    }

    /** Nothing fails meanwhile: the connections are open. */
    @Test
    void serverThatGivesNoAnswerIsTold() throws Exception {
        try (EmbeddedMongo server = EmbeddedMongo.start("127.0.0.1", 0);
                TcpProxy way = TcpProxy.start(
                        WireProtocol.MONGO, "127.0.0.1", 0, new InetSocketAddress("127.0.0.1", server.port()))) {
            // Given
            follow("mongodb://127.0.0.1:" + way.port() + "/?directConnection=true", List.of("a", "b"));
            await().atMost(PATIENCE).until(() -> detached() == 0 && stalled() == 0);

            // When
            way.silence();

            // Then
            await().atMost(PATIENCE).until(() -> stalled() == 2);

            // When
            way.admit();
            way.cut();

            // Then
            await().atMost(PATIENCE).until(() -> stalled() == 0);
        }
    }

    @Test
    void stoppedRouteGoesOnWhereItWas() throws Exception {
        // Given
        follow(TestServices.mongoUri(), List.of("a", "b"));
        await().atMost(PATIENCE).until(() -> detached() == 0);
        collection("a").insertOne(new Document("_id", 1));
        await().atMost(PATIENCE).until(() -> seen.get("a").size() == 1);

        // When
        camel.getRouteController().stopRoute("a");
        collection("a").insertOne(new Document("_id", 2));
        collection("b").insertOne(new Document("_id", 1));
        await().atMost(PATIENCE).until(() -> seen.get("b").size() == 1);
        camel.getRouteController().startRoute("a");
        collection("a").insertOne(new Document("_id", 3));

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen.get("a")).containsExactly(1, 2, 3));
        await().atMost(PATIENCE).until(() -> detached() == 0);
    }

    private double detached() {
        return sum("howdah.stream.detached");
    }

    private double stalled() {
        return sum("howdah.stream.stalled");
    }

    private double sum(String gauges) {
        return meters.find(gauges).gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    private MongoCollection<Document> collection(String name) {
        return mongo.getDatabase(database).getCollection(name);
    }

    private void follow(String uri, List<String> collections) throws Exception {
        mongo = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandStarted(CommandStartedEvent event) {
                        if (event.getCommandName().equals("getMore")) {
                            readCursors.add(
                                    event.getCommand().getInt64("getMore").getValue());
                        }
                    }
                })
                .build());
        component.streams().bindTo(meters);
        camel.addComponent("mongodb", component);
        camel.getRegistry().bind("mongo", mongo);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                for (String name : collections) {
                    seen.put(name, new CopyOnWriteArrayList<>());
                    fromF("mongodb:mongo?consumerType=changeStreams&database=%s&collection=%s", database, name)
                            .routeId(name)
                            .process(exchange -> record(name, exchange));
                }
            }
        });
        camel.start();
    }

    private void record(String collection, Exchange exchange) {
        if (failing.contains(collection)) {
            failed.incrementAndGet();
            throw new IllegalStateException("not now");
        }
        String operation = exchange.getMessage().getHeader(MongoDbConstants.STREAM_OPERATION_TYPE, String.class);
        seen.get(collection)
                .add(
                        ChangeHeaders.RESYNC.equals(operation)
                                ? operation
                                : exchange.getMessage().getHeader("_id"));
    }
}
