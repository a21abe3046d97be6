package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rides domain from its topic to the document, the event and the answer. */
class RidesIT {

    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demo(Map.of());
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void rideEventBecomesDocumentFrameAndAnswer() throws Exception {
        try (NotificationClient client = howdah.subscribe("rides")) {
            // When
            howdah.send("rides.topic", "ride-1", event("ride-1", 1, "REQUESTED", "null"));
            howdah.send("rides.topic", "ride-1", event("ride-1", 2, "ON_THE_WAY", "240"));
            await().untilAsserted(() -> assertThat(client.frames("ride-1"))
                    .extracting(frame -> frame.path("version").asText())
                    .endsWith("2"));

            // Then the document has the designed layout
            Document stored = howdah.collection("rides")
                    .find(new Document("_id", "ride-1"))
                    .first();
            assertThat(stored).containsEntry("riderId", "alice").containsEntry("sequence", 2L);
            Document header = stored.get("_h", Document.class);
            assertThat(header.getLong("rev")).isPositive();
            assertThat(header.get("v", Document.class)).containsEntry("main", 2L);
            assertThat(header.get("src", Document.class)).containsKeys("topicId", "partition", "offset");
            assertThat(header.getDate("at")).isNotNull();

            // And the event is a CloudEvent with the payload transform's fields alone
            JsonNode frame = client.frames("ride-1").get(client.frames("ride-1").size() - 1);
            assertThat(frame.path("specversion").asText()).isEqualTo("1.0");
            assertThat(frame.path("source").asText()).isEqualTo("/howdah/rides");
            assertThat(frame.path("type").asText()).startsWith("io.howdah.rides.");
            assertThat(frame.path("id").asText()).isNotEmpty();
            assertThat(frame.path("data").path("etaSeconds").asInt()).isEqualTo(240);
            assertThat(frame.path("data").has("driverId")).isFalse();
            assertThat(frame.path("data").has("fareEstimate")).isFalse();

            // And GraphQL answers with it
            JsonNode ride = howdah.query("{ ride(id: \"ride-1\") { id status etaSeconds fareEstimate updatedAt } }")
                    .at("/data/ride");
            assertThat(ride.path("status").asText()).isEqualTo("ON_THE_WAY");
            assertThat(ride.path("fareEstimate").asText()).isEqualTo("18.40");
            assertThat(ride.path("updatedAt").asText()).isEqualTo("2026-01-01T00:00:02.000Z");
        }
    }

    @Test
    void framesOfOneRideComeInTheirOrder() throws Exception {
        try (NotificationClient client = howdah.subscribe("rides")) {
            // When each event is stored before the next is sent, so that none is folded into another
            for (int sequence = 1; sequence <= 10; sequence++) {
                howdah.send("rides.topic", "ride-2", event("ride-2", sequence, "ON_THE_WAY", "100"));
                int expected = sequence;
                await().untilAsserted(() -> assertThat(client.frames("ride-2")).hasSize(expected));
            }

            // Then
            assertThat(client.frames("ride-2"))
                    .extracting(frame -> frame.path("version").asInt())
                    .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
            assertThat(client.frames("ride-2").get(0).path("type").asText()).isEqualTo("io.howdah.rides.created");
            assertThat(client.frames("ride-2").get(9).path("type").asText()).isEqualTo("io.howdah.rides.updated");
        }
    }

    @Test
    void lateEventChangesNothing() throws Exception {
        try (NotificationClient client = howdah.subscribe("rides")) {
            // Given
            howdah.send("rides.topic", "ride-3", event("ride-3", 5, "NEAR", "20"));
            awaitMarker("ride-3", "marker-1");

            // When late events come, in batches of their own
            howdah.send("rides.topic", "ride-3", event("ride-3", 4, "ON_THE_WAY", "90"));
            awaitMarker("ride-3", "marker-2");
            howdah.send("rides.topic", "ride-3", event("ride-3", 1, "REQUESTED", "null"));
            awaitMarker("ride-3", "marker-3");

            // Then nothing was written
            assertThat(ride("ride-3")).containsEntry("status", "NEAR").containsEntry("sequence", 5L);
            assertThat(revision("ride-3")).isEqualTo(1);

            // And the next version is the only other change
            howdah.send("rides.topic", "ride-3", event("ride-3", 6, "ARRIVED", "0"));
            await().untilAsserted(() -> assertThat(client.frames("ride-3"))
                    .extracting(frame -> frame.path("version").asText())
                    .containsExactly("5", "6"));
            assertThat(ride("ride-3")).containsEntry("status", "ARRIVED").containsEntry("sequence", 6L);
            assertThat(revision("ride-3")).isEqualTo(2);
        }
    }

    /** Waits until everything that was sent before with this record key is stored or dropped. */
    private static void awaitMarker(String recordKey, String marker) throws Exception {
        howdah.send("rides.topic", recordKey, event(marker, 1, "NEAR", "20"));
        await().until(() -> ride(marker) != null);
    }

    private static Document ride(String id) {
        return howdah.collection("rides").find(new Document("_id", id)).first();
    }

    private static long revision(String id) {
        return ride(id).get("_h", Document.class).getLong("rev");
    }

    private static String event(String id, int sequence, String state, String eta) {
        return """
                {"rideId":"%s","seq":%d,"rider":{"id":"alice"},"driver":{"id":"driver-7","name":"Nadia"},"state":"%s",\
                "eta":%s,"fare":"18.40","time":"2026-01-01T00:00:%02d.000Z"}""".formatted(id, sequence, state, eta, sequence);
    }
}
