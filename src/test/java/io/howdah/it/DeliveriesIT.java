package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RestaurantsStub;
import io.howdah.testing.RestaurantsStub.Mood;
import io.howdah.testing.RunningApplication;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The deliveries domain from its topic to the document, event and answer, with a restaurants service that fails. */
class DeliveriesIT {

    private static final RestaurantsStub restaurants = new RestaurantsStub();

    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demo(
                Map.of("deliveries.restaurants-url", restaurants.url(), "deliveries.restaurants-timeout-ms", "2000"));
    }

    @AfterAll
    static void stop() {
        howdah.close();
        restaurants.close();
    }

    @BeforeEach
    void healthy() {
        restaurants.be(Mood.WELL);
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
                    .containsEntry("restaurantName", "Trattoria of r-1")
                    .containsEntry("restaurantStreet", "1 Golden Lane");
            JsonNode frame = client.frames("delivery-1").get(0);
            assertThat(frame.path("type").asText()).isEqualTo("io.howdah.deliveries.created");
            assertThat(frame.at("/data/restaurantName").asText()).isEqualTo("Trattoria of r-1");
            JsonNode answer = howdah.query("{ delivery(id: \"delivery-1\") { step restaurantName } }")
                    .at("/data/delivery");
            assertThat(answer.path("step").asText()).isEqualTo("PLACED");
            assertThat(answer.path("restaurantName").asText()).isEqualTo("Trattoria of r-1");
        }
    }

    @Test
    void oneRestaurantIsAskedOnce() throws Exception {
        // Given
        howdah.send("deliveries.topic", "delivery-2", event("delivery-2", "r-2"));
        await().until(() -> stored("delivery-2") != null);
        int before = restaurants.asked();

        // When
        howdah.send("deliveries.topic", "delivery-3", event("delivery-3", "r-2"));
        await().until(() -> stored("delivery-3") != null);

        // Then
        assertThat(restaurants.asked()).isEqualTo(before);
        assertThat(stored("delivery-3")).containsEntry("restaurantName", "Trattoria of r-2");
    }

    @Test
    void deliveryGoesOnWithoutTheNameWhileTheServiceFails() throws Exception {
        for (Mood failure : new Mood[] {Mood.GRAPHQL_ERRORS, Mood.STATUS_500, Mood.SILENT}) {
            // Given
            restaurants.be(failure);
            String id = "delivery-" + failure;

            // When
            howdah.send("deliveries.topic", id, event(id, "r-" + failure));

            // Then it is stored all the same, and no failure is remembered as an answer
            await().atMost(10, TimeUnit.SECONDS).until(() -> stored(id) != null);
            assertThat(stored(id)).containsEntry("step", "PLACED").doesNotContainKey("restaurantName");
        }
        restaurants.be(Mood.WELL);
        await().atMost(20, TimeUnit.SECONDS).pollInterval(1, TimeUnit.SECONDS).untilAsserted(() -> {
            String id = "delivery-again-" + restaurants.asked();
            howdah.send("deliveries.topic", id, event(id, "r-" + Mood.GRAPHQL_ERRORS));
            await().until(() -> stored(id) != null);
            assertThat(stored(id)).containsEntry("restaurantName", "Trattoria of r-GRAPHQL_ERRORS");
        });
    }

    private static Document stored(String id) {
        return howdah.collection("deliveries").find(new Document("_id", id)).first();
    }

    private static String event(String id, String restaurant) {
        return """
                {"deliveryId":"%s","customerId":"alice","restaurantId":"%s","step":"PLACED","sequence":1,\
                "at":"2026-01-01T00:00:00.000Z"}""".formatted(id, restaurant);
    }
}
