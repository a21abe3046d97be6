package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.howdah.change.PositionKeeper.Saved;
import io.howdah.testing.TestServices;
import io.howdah.timing.Pause;
import io.howdah.upgrade.NewerFormatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routes that go on behind what they did before a restart. */
class DurablePositionsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Saved PLACE = new Saved(new BsonDocument("_data", new BsonString("01")), "things");

    private record Seen(Object key, Long epoch) {}

    private final String database = TestServices.uniqueName("durable");
    private final List<DefaultCamelContext> processes = new ArrayList<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicBoolean isFailing = new AtomicBoolean();
    private MongoClient mongo;

    @BeforeEach
    void connect() {
        mongo = MongoClients.create(TestServices.mongoUri());
    }

    @AfterEach
    void stop() {
        processes.forEach(DefaultCamelContext::stop);
        mongo.getDatabase(database).drop();
        mongo.close();
    }

    @Test
    void changesDuringARestartAreDelivered() throws Exception {
        // Given
        DefaultCamelContext first = start(places());
        awaitPlace();
        insert("a");
        await().atMost(PATIENCE).until(() -> seen.size() == 1);
        first.stop();

        // When
        insert("b");
        start(places());
        insert("c");

        // Then
        await().atMost(PATIENCE).until(() -> seen.size() == 3);
        assertThat(seen).containsExactly(new Seen("a", 1L), new Seen("b", 2L), new Seen("c", 2L));
    }

    @Test
    void placeOfANewerFormatStopsTheStart() {
        // Given
        mongo.getDatabase(database)
                .getCollection("places")
                .insertOne(new Document("_id", "things-route/things")
                        .append("place", "{\"_data\": \"00\"}")
                        .append("format", 2));

        assertThatThrownBy(() -> start(places()))
                .isInstanceOf(NewerFormatException.class)
                .hasMessage(
                        "the position of a durable route is stored in format 2, but this version of Howdah reads up to format 1;"
                                + " run the newer version that wrote it");
    }

    @Test
    void changeThatWasNeverDeliveredIsNotLost() throws Exception {
        // Given a process that dies before it has delivered anything
        isFailing.set(true);
        DefaultCamelContext first = start(places());
        awaitPlace();
        insert("a");
        first.stop();

        // When
        isFailing.set(false);
        start(places());

        // Then
        await().atMost(PATIENCE).until(() -> seen.size() == 1);
        assertThat(seen).containsExactly(new Seen("a", 2L));
    }

    @Test
    void runsInOneProcessAndGoesOnInTheOther() throws Exception {
        // Given two processes, of which the second waits and is well
        DefaultCamelContext first = start(places());
        awaitPlace();
        DefaultCamelContext second = start(places());
        insert("a");
        await().atMost(PATIENCE).until(() -> seen.size() == 1);
        HealthCheck waiting = ((HealthCheckAware) second.getRoutes().get(0).getConsumer()).getHealthCheck();
        assertThat(waiting.call().getState()).isEqualTo(HealthCheck.State.UP);

        // When
        first.stop();
        insert("b");

        // Then
        await().atMost(PATIENCE).until(() -> seen.size() == 2);
        assertThat(seen).containsExactly(new Seen("a", 1L), new Seen("b", 2L));
    }

    @Test
    void lostPlaceIsToldBeforeAnyChangeBehindIt() throws Exception {
        // Given a position that the server does not know
        places().setState("things-route/things", "{\"_data\": \"00\"}");
        isFailing.set(true);
        start(places());
        await().atMost(PATIENCE).until(() -> failed.get() > 0);

        // When a change comes while it cannot be delivered
        insert("a");
        isFailing.set(false);

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(seen).extracting(Seen::key).containsExactly(null, "a"));
    }

    @Test
    void keepsItsPlaceInAnyRepositoryOfCamels() throws Exception {
        // Given
        MemoryStateRepository memory = new MemoryStateRepository();
        DefaultCamelContext first = start(memory);
        await().atMost(PATIENCE).until(() -> memory.getState("things-route/things") != null);
        insert("a");
        await().atMost(PATIENCE).until(() -> seen.size() == 1);
        first.stop();

        // When
        insert("b");
        start(memory);

        // Then
        await().atMost(PATIENCE).until(() -> seen.size() == 2);
        assertThat(seen).containsExactly(new Seen("a", null), new Seen("b", null));
    }

    @Test
    void silentHolderIsReplacedAndSavesNothingMore() throws Exception {
        // Given one that gives no sign of life for an hour
        MongoCollection<Document> stored = mongo.getDatabase(database).getCollection("places");
        Lease silent = new Lease(stored, "key", Duration.ofHours(3));
        assertThat(silent.begin(new Pause())).isTrue();
        silent.save(PLACE);

        // When
        Lease next = new Lease(stored, "key", Duration.ofSeconds(2));
        assertThat(next.begin(new Pause())).isTrue();

        // Then
        assertThat(next.epoch()).isEqualTo(2);
        assertThat(next.saved()).isEqualTo(PLACE);
        assertThatThrownBy(() -> silent.save(new Saved(new BsonDocument("_data", new BsonString("02")), null)))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(silent::requireHeld).isInstanceOf(LeaseLostException.class);
        assertThat(next.saved()).isEqualTo(PLACE);
        next.end();
    }

    @Test
    void holderThatGivesSignsIsNotReplaced() throws Exception {
        // Given
        MongoCollection<Document> stored = mongo.getDatabase(database).getCollection("places");
        Lease alive = new Lease(stored, "key", Duration.ofSeconds(2));
        assertThat(alive.begin(new Pause())).isTrue();

        // When another waits for longer than that
        Pause stopped = new Pause();
        Lease other = new Lease(stored, "key", Duration.ofSeconds(3));
        Thread waiting = new Thread(() -> {
            try {
                other.begin(stopped);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.start();
        waiting.join(Duration.ofSeconds(6).toMillis());

        // Then
        assertThat(waiting.isAlive()).isTrue();
        alive.requireHeld();
        stopped.end();
        waiting.join();
        alive.end();
    }

    private DurablePositions places() {
        return new DurablePositions(mongo.getDatabase(database));
    }

    private void awaitPlace() {
        await().atMost(PATIENCE).until(() -> places().getState("things-route/things") != null);
    }

    private void insert(String key) {
        mongo.getDatabase(database).getCollection("things").insertOne(new Document("_id", key));
    }

    private DefaultCamelContext start(StateRepository<String, String> repository) throws Exception {
        DefaultCamelContext camel = new DefaultCamelContext();
        processes.add(camel);
        camel.addComponent("mongodb", new ChangeStreamComponent());
        camel.getRegistry().bind("mongo", mongo);
        camel.getRegistry().bind("changeStreamTokens", repository);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                fromF(
                                "mongodb:mongo?consumerType=changeStreams&database=%s&collection=things"
                                        + "&changeStreamTokenRepository=#changeStreamTokens",
                                database)
                        .routeId("things-route")
                        .process(exchange -> {
                            if (isFailing.get()) {
                                failed.incrementAndGet();
                                throw new IllegalStateException("not now");
                            }
                            seen.add(new Seen(
                                    exchange.getMessage().getHeader("_id"),
                                    exchange.getMessage().getHeader(ChangeHeaders.LEASE_EPOCH, Long.class)));
                        });
            }
        });
        camel.start();
        return camel;
    }
}
