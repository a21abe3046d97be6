package io.howdah;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.howdah.testing.NotificationClient;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The deliveries domain from its topic to the document, the frame and the answer, with a restaurants service that fails. */
class DeliveriesIT {

    private static final String ANSWER = """
            {"data":{"restaurant":{"name":"Sushi Hana","street":"23 Harbour Quay"}}}""";

    private static final AtomicInteger asked = new AtomicInteger();
    private static final AtomicReference<Mood> mood = new AtomicReference<>(Mood.WELL);
    private static final CountDownLatch end = new CountDownLatch(1);

    private static HttpServer restaurants;
    private static RunningApplication howdah;

    private enum Mood {
        WELL,
        ERRORS,
        STATUS_500,
        SILENT
    }

    @BeforeAll
    static void start() throws Exception {
        restaurants = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        restaurants.setExecutor(Executors.newCachedThreadPool());
        restaurants.createContext("/graphql", exchange -> {
            asked.incrementAndGet();
            Mood now = mood.get();
            if (now == Mood.SILENT) {
                hang();
            }
            byte[] body = (now == Mood.ERRORS ? "{\"errors\":[{\"message\":\"no\"}]}" : ANSWER)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(now == Mood.STATUS_500 ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        restaurants.start();
        String url = "http://127.0.0.1:" + restaurants.getAddress().getPort() + "/graphql";
        howdah = RunningApplication.demo(
                Map.of("deliveries.restaurants-url", url, "deliveries.restaurants-timeout-ms", "300"));
    }

    @AfterAll
    static void stop() {
        end.countDown();
        howdah.close();
        restaurants.stop(0);
    }

    @BeforeEach
    void healthy() {
        mood.set(Mood.WELL);
    }

    @Test
    void thinEventIsEnrichedStoredToldAndAnswered() throws Exception {
        try (NotificationClient client = howdah.subscribe("deliveries")) {
            // When
            howdah.send("deliveries.topic", "delivery-1", event("delivery-1", "r-1"));
            await().untilAsserted(() -> assertThat(client.frames("delivery-1")).hasSize(1));

            // Then
            Document stored = stored("delivery-1");
            assertThat(stored)
                    .containsEntry("restaurantName", "Sushi Hana")
                    .containsEntry("restaurantStreet", "23 Harbour Quay");
            JsonNode frame = client.frames("delivery-1").get(0);
            assertThat(frame.path("type").asText()).isEqualTo("io.howdah.deliveries.created");
            assertThat(frame.at("/data/restaurantName").asText()).isEqualTo("Sushi Hana");
            JsonNode answer = howdah.query("{ delivery(id: \"delivery-1\") { step restaurantName } }")
                    .at("/data/delivery");
            assertThat(answer.path("step").asText()).isEqualTo("PLACED");
            assertThat(answer.path("restaurantName").asText()).isEqualTo("Sushi Hana");
        }
    }

    @Test
    void oneRestaurantIsAskedOnce() throws Exception {
        // Given
        howdah.send("deliveries.topic", "delivery-2", event("delivery-2", "r-2"));
        await().until(() -> stored("delivery-2") != null);
        int before = asked.get();

        // When
        howdah.send("deliveries.topic", "delivery-3", event("delivery-3", "r-2"));
        await().until(() -> stored("delivery-3") != null);

        // Then
        assertThat(asked.get()).isEqualTo(before);
        assertThat(stored("delivery-3")).containsEntry("restaurantName", "Sushi Hana");
    }

    @Test
    void deliveryGoesOnWithoutTheNameWhileTheServiceFails() throws Exception {
        for (Mood failure : new Mood[] {Mood.ERRORS, Mood.STATUS_500, Mood.SILENT}) {
            // Given
            mood.set(failure);
            String id = "delivery-" + failure;

            // When
            howdah.send("deliveries.topic", id, event(id, "r-" + failure));

            // Then it is stored all the same, and no failure is remembered as an answer
            await().atMost(10, TimeUnit.SECONDS).until(() -> stored(id) != null);
            assertThat(stored(id)).containsEntry("step", "PLACED").doesNotContainKey("restaurantName");
        }
        mood.set(Mood.WELL);
        await().atMost(20, TimeUnit.SECONDS).pollInterval(1, TimeUnit.SECONDS).untilAsserted(() -> {
            String id = "delivery-again-" + asked.get();
            howdah.send("deliveries.topic", id, event(id, "r-" + Mood.ERRORS));
            await().until(() -> stored(id) != null);
            assertThat(stored(id)).containsEntry("restaurantName", "Sushi Hana");
        });
    }

    private static Document stored(String id) {
        return howdah.collection("deliveries").find(new Document("_id", id)).first();
    }

    private static void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String event(String id, String restaurant) {
        return """
                {"deliveryId":"%s","customerId":"alice","restaurantId":"%s","step":"PLACED","sequence":1,\
                "at":"2026-01-01T00:00:00.000Z"}""".formatted(id, restaurant);
    }
}
