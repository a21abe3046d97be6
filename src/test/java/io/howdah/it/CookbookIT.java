package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoCollection;
import io.howdah.ingest.rebuild.RebuildRequest;
import io.howdah.testing.Docs;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RestaurantsStub;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTopics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows the recipes of the three cookbook pages to the letter. */
public class CookbookIT {

    private static final String COOKBOOK = "docs/cookbook.md";
    private static final String INGEST = "docs/cookbook-ingest.md";
    private static final String ROUTES = "docs/cookbook-routes.md";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningApplication howdah;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path app = Docs.writeFiles(INGEST, "my-deliveries", folder);
        Docs.writeFiles(ROUTES, "my-deliveries", folder);
        howdah = RunningApplication.folder(
                app, Map.of(), List.of("deliveries.topic", "couriers.topic", "arrivals.topic"));
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void twoTopicsFeedOneDocument() throws Exception {
        Docs.Block query = Docs.block(INGEST, "sh", "/graphql");
        try (NotificationClient client = howdah.subscribe("deliveries")) {
            // When the position comes first
            send("couriers.topic", "D-1|{\"delivery\"");
            await().atMost(PATIENCE).until(() -> stored("D-1") != null);

            // Then no client sees it
            assertThat(howdah.query(query).at("/data/delivery").isNull()).isTrue();

            // When
            send("deliveries.topic", "D-1|{\"id\"");

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(howdah.query(query))
                            .isEqualTo(JSON.readTree(
                                    Docs.block(INGEST, "json", "\"delivery\"").text())));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.frames("D-1")).hasSize(1));
            assertThat(client.frames("D-1").get(0).path("type").asText()).isEqualTo("io.howdah.deliveries.created");

            // When a newer and a late position come
            howdah.send("couriers.topic", "D-1", position("2026-03-02T18:31:00Z", "52.6"));
            howdah.send("couriers.topic", "D-1", position("2026-03-02T18:29:00Z", "52.1"));
            howdah.send("couriers.topic", "D-1", position("2026-03-02T18:32:00Z", "52.7"));

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(howdah.query(query)
                                    .at("/data/delivery/courier/lat")
                                    .asDouble())
                            .isEqualTo(52.7));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    last(client).at("/data/courier/lat").asDouble())
                            .isEqualTo(52.7));
            assertThat(last(client).path("type").asText()).isEqualTo("io.howdah.deliveries.updated");
            assertThat(last(client).path("version").asText()).isEqualTo("7");
        }
    }

    @Test
    void collectionThatAnotherServiceFillsIsQueriedAndFollowed(@TempDir Path folder) throws Exception {
        try (RunningApplication shop =
                        RunningApplication.folder(Docs.writeFiles(COOKBOOK, "my-shop", folder), Map.of(), List.of());
                NotificationClient client = new NotificationClient(shop.port(), "products", "shelf=north")) {
            await().atMost(PATIENCE).until(() -> !client.controls("ready").isEmpty());

            // When
            inShell(shop, "insertOne");

            // Then
            await().atMost(PATIENCE).until(() -> client.frames().size() == 1);
            assertThat(client.frames().get(0).path("data").has("margin")).isFalse();
            Docs.Block query = Docs.block(COOKBOOK, "sh", "product(");
            assertThat(shop.query(query))
                    .isEqualTo(JSON.readTree(
                            Docs.block(COOKBOOK, "json", "\"product\"").text()));

            // When
            inShell(shop, "updateOne");
            await().atMost(PATIENCE).until(() -> client.frames().size() == 2);
            inShell(shop, "deleteOne");

            // Then
            await().atMost(PATIENCE).until(() -> client.frames().size() == 3);
            assertThat(client.frames())
                    .extracting(frame -> frame.path("type").asText() + " "
                            + frame.path("subject").asText())
                    .containsExactlyElementsOf(Docs.block(COOKBOOK, "text", "io.howdah.products")
                            .text()
                            .lines()
                            .toList());
        }
    }

    /** Does what a line in the words of MongoDB's shell says. */
    private static void inShell(RunningApplication shop, String method) {
        Matcher line = Pattern.compile("db\\.(\\w+)\\." + method + "\\((.*)\\)")
                .matcher(Docs.block(COOKBOOK, "js", method).text());
        assertThat(line.find()).isTrue();
        MongoCollection<Document> collection = shop.collection(line.group(1));
        List<Document> arguments =
                Document.parse("{a: [" + line.group(2) + "]}").getList("a", Document.class);
        switch (method) {
            case "insertOne" -> collection.insertOne(arguments.get(0));
            case "updateOne" -> collection.updateOne(arguments.get(0), arguments.get(1));
            default -> collection.deleteOne(arguments.get(0));
        }
    }

    @Test
    void partOwnsNothingElse() throws Exception {
        // When
        howdah.send("deliveries.topic", "D-2", """
                {"id":"D-2","sequence":1,"customerId":"bob","step":"COOKING","courier":{"seen":"2026-03-02T18:31:00Z","lat":1,"lon":1}}""");

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(TestTopics.readAll(howdah.topic("deliveries.topic") + ".dlq"))
                        .anySatisfy(letter -> assertThat(new String(letter.headers()
                                        .lastHeader("howdah.error.message")
                                        .value()))
                                .contains("Delivery.courier", "its own topic")));
    }

    @Test
    void durableRouteTellsEachArrivalOverARestart() throws Exception {
        // Given
        howdah.send("deliveries.topic", "D-3", delivery("D-3", 1, "ON_THE_WAY"));
        howdah.send("deliveries.topic", "D-3", delivery("D-3", 2, "DELIVERED"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(arrivals()).containsKeys("D-3"));
        howdah.send("deliveries.topic", "D-4", delivery("D-4", 1, "COOKING"));
        await().atMost(PATIENCE).until(() -> stored("D-4") != null);

        // When it arrives while no process runs
        howdah.stop();
        howdah.collection("deliveries")
                .replaceOne(
                        new Document("_id", "D-4"),
                        Objects.requireNonNull(stored("D-4")).append("step", "DELIVERED"));
        howdah.restart();

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(arrivals()).containsKeys("D-3", "D-4"));
        assertThat(arrivals().get("D-4").path("customer").asText()).isEqualTo("alice");
        assertThat(arrivals().get("D-4").path("epoch").asLong())
                .isGreaterThan(arrivals().get("D-3").path("epoch").asLong());
    }

    @Test
    void durableRouteIsNotToldOfWhatFillsARebuild() throws Exception {
        // Given
        howdah.send("deliveries.topic", "D-5", delivery("D-5", 1, "DELIVERED"));
        await().atMost(PATIENCE).until(() -> told("D-5") == 1);

        // When it is away while the model is rebuilt
        howdah.camelContext().getRouteController().stopRoute("deliveries-arrivals");
        howdah.rebuilds().start("Delivery", RebuildRequest.PLAIN);
        await().atMost(PATIENCE)
                .until(() -> howdah.rebuilds().report("Delivery").state().equals("done"));
        howdah.camelContext().getRouteController().startRoute("deliveries-arrivals");
        howdah.send("deliveries.topic", "D-6", delivery("D-6", 1, "DELIVERED"));

        // Then
        await().atMost(PATIENCE).until(() -> told("D-6") == 1);
        assertThat(told("D-5")).isEqualTo(1);
    }

    private static long told(String key) {
        return TestTopics.readAll(howdah.topic("arrivals.topic")).stream()
                .filter(arrival -> key.equals(new String(arrival.key(), StandardCharsets.UTF_8)))
                .count();
    }

    /** The records that the topic of arrivals received, by their keys. */
    private static Map<String, JsonNode> arrivals() throws Exception {
        Map<String, JsonNode> told = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> arrival : TestTopics.readAll(howdah.topic("arrivals.topic"))) {
            told.put(new String(arrival.key(), StandardCharsets.UTF_8), JSON.readTree(arrival.value()));
        }
        return told;
    }

    private static String delivery(String id, int sequence, String step) {
        return "{\"id\":\"%s\",\"sequence\":%d,\"customerId\":\"alice\",\"step\":\"%s\"}".formatted(id, sequence, step);
    }

    @Test
    void maskedNameIsMaskedHoweverItComes(@TempDir Path folder) throws Exception {
        JsonNode documented =
                JSON.readTree(Docs.block(COOKBOOK, "json", "\"patientName\"").text());
        Path app = Docs.writeFiles(COOKBOOK, "my-pharmacy", folder);
        try (RunningApplication pharmacy = RunningApplication.folder(app, Map.of(), List.of("pickups.topic"));
                NotificationClient screen = pharmacy.subscribe("pickups");
                EventSourceClient other = new EventSourceClient(pharmacy.port(), "pickups", "", null)) {
            await().atMost(PATIENCE).until(() -> other.all().size() == 1);

            // When
            send(pharmacy, "pickups.topic", "P-1|");

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(screen.frames("P-1")).hasSize(1));
            assertThat(screen.frames("P-1").get(0).path("data")).isEqualTo(documented);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(other.all()).hasSize(2));
            assertThat(other.all().get(1).path("data")).isEqualTo(documented);
            try (NotificationClient late = new NotificationClient(pharmacy.port(), "pickups", "snapshot=true")) {
                await().atMost(PATIENCE)
                        .until(() -> !late.controls("snapshot.end").isEmpty());
                assertThat(late.frames("P-1").get(0).path("data")).isEqualTo(documented);
            }
            // And GraphQL shows what is stored
            assertThat(pharmacy.query("{ pickup(id: \"P-1\") { patientName } }")
                            .at("/data/pickup/patientName")
                            .asText())
                    .isEqualTo("Mina Okafor");
        }
    }

    @Test
    void mealsAreEnrichedFilteredSplitAskedForAndSized(@TempDir Path folder) throws Exception {
        List<Path> apps =
                List.of(Docs.writeFiles(INGEST, "my-meals", folder), Docs.writeFiles(ROUTES, "my-carts", folder));
        try (RestaurantsStub restaurants = new RestaurantsStub()) {
            try (RunningApplication meals = RunningApplication.folders(
                    apps,
                    Map.of("restaurants.url", restaurants.url(), "menus.every-ms", "500"),
                    List.of("orders.topic", "carts.topic", "dishes.topic", "menus.topic"))) {
                // When
                send(meals, "orders.topic", "O-2|");
                send(meals, "orders.topic", "O-1|");
                send(meals, "carts.topic", "C-1|");
                send(meals, "carts.topic", "C-1|");

                // Then the test order is left out of orders alone
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(
                                        meals.query("{ orders { nodes { id } } bills { nodes { orderId total } } }"))
                                .isEqualTo(JSON.readTree(
                                        Docs.block(INGEST, "json", "\"bills\"").text())));
                assertThat(meals.query("{ order(id: \"O-1\") { restaurantName } }")
                                .at("/data/order/restaurantName")
                                .asText())
                        .isEqualTo("Trattoria of r-7");
                assertThat(TestTopics.readAll(meals.topic("orders.topic") + ".dlq"))
                        .isEmpty();

                // And the dishes are there, once
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(meals.query("{ dishes { nodes { id name size } } }"))
                                .isEqualTo(JSON.readTree(
                                        Docs.block(ROUTES, "json", "\"dishes\"").text())));
                assertThat(TestTopics.readAll(meals.topic("dishes.topic"))).hasSize(2);

                // And the service is asked again and again
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(meals.query("{ menu(id: \"r-7\") { name } }")
                                        .at("/data/menu/name")
                                        .asText())
                                .isEqualTo("Trattoria of r-7"));
                await().atMost(PATIENCE)
                        .until(() ->
                                TestTopics.readAll(meals.topic("menus.topic")).size() > 1);
            }
        }
    }

    private static JsonNode last(NotificationClient client) {
        return client.frames("D-1").get(client.frames("D-1").size() - 1);
    }

    private static Document stored(String id) {
        return howdah.collection("deliveries").find(new Document("_id", id)).first();
    }

    private static String position(String at, String lat) {
        return "{\"delivery\":\"D-1\",\"courier\":\"Kim\",\"lat\":" + lat + ",\"lon\":13.41,\"at\":\"" + at + "\"}";
    }

    private static void send(String topic, String start) throws Exception {
        send(howdah, topic, start);
    }

    /** Sends the record that a page shows. */
    private static void send(RunningApplication application, String topic, String start) throws Exception {
        String line = Stream.of(COOKBOOK, INGEST, ROUTES)
                .flatMap(page -> Docs.blocks(page).stream())
                .flatMap(block -> block.text().lines())
                .filter(each -> each.startsWith(start))
                .findFirst()
                .orElseThrow();
        int bar = line.indexOf('|');
        application.send(topic, line.substring(0, bar), line.substring(bar + 1));
    }
}
