package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import io.howdah.testing.TestServices;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes whose event is over 16 MB, which no server can send: an update of a large field, with its document looked up. */
class LargeChangeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String MEGABYTES_9 = "x".repeat(9 * 1024 * 1024);

    private final Map<String, List<Object>> seen = new ConcurrentHashMap<>();
    private final String database = TestServices.uniqueName("large");
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final MongoClient mongo = MongoClients.create(TestServices.mongoUri());

    @BeforeEach
    void start() throws Exception {
        ChangeStreamComponent component = new ChangeStreamComponent();
        camel.addComponent("mongodb", component);
        camel.getRegistry().bind("mongo", mongo);
        camel.getRegistry().bind("places", new MemoryStateRepository());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                follow("large", "large", "");
                follow("small", "small", "");
                follow("durable", "large", "&changeStreamTokenRepository=#places");
            }

            private void follow(String route, String collection, String more) {
                seen.put(route, new CopyOnWriteArrayList<>());
                fromF(
                                "mongodb:mongo?consumerType=changeStreams&fullDocument=updateLookup&database=%s&collection=%s%s",
                                database, collection, more)
                        .routeId(route)
                        .process(exchange -> record(route, exchange));
            }
        });
        camel.start();
        await().atMost(PATIENCE).until(() -> component.streams().unfollowed().isEmpty());
    }

    @AfterEach
    void stop() {
        camel.stop();
        mongo.getDatabase(database).drop();
        mongo.close();
    }

    @Test
    void routeStepsOverAChangeThatNoReplyCanHold() {
        // Given routes that follow
        insert("large", "first");
        insert("small", "first");
        await().atMost(PATIENCE).until(() -> seen.values().stream().allMatch(List.of("first")::equals));

        // When
        writeLarge();

        // Then
        for (String route : List.of("large", "durable")) {
            await(route)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(seen.get(route))
                            .containsExactly("first", "before", "big", ChangeHeaders.RESYNC, "after", "last"));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(seen.get("small")).containsExactly("first", "after"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"large", "durable"})
    void smallChangesOfTheSameBatchAreDelivered(String route) throws Exception {
        // Given a route that was stopped, so that it reads all of it at once
        insert("large", "first");
        await().atMost(PATIENCE).until(() -> seen.get(route).equals(List.of("first")));
        camel.getRouteController().stopRoute(route);
        writeLarge();

        // When
        camel.getRouteController().startRoute(route);

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(seen.get(route))
                        .containsExactly("first", "before", "big", ChangeHeaders.RESYNC, "after", "last"));
    }

    private void writeLarge() {
        insert("large", "before");
        collection("large").insertOne(new Document("_id", "big").append("one", MEGABYTES_9));
        collection("large").updateOne(new Document("_id", "big"), Updates.set("one", MEGABYTES_9 + "y"));
        insert("large", "after");
        insert("small", "after");
        insert("large", "last");
    }

    private void insert(String collection, String id) {
        collection(collection).insertOne(new Document("_id", id));
    }

    private MongoCollection<Document> collection(String name) {
        return mongo.getDatabase(database).getCollection(name);
    }

    private void record(String route, Exchange exchange) {
        String operation = exchange.getMessage().getHeader(MongoDbConstants.STREAM_OPERATION_TYPE, String.class);
        seen.get(route)
                .add(
                        ChangeHeaders.RESYNC.equals(operation)
                                ? operation
                                : exchange.getMessage().getHeader("_id"));
    }
}
