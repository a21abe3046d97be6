package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The prescriptions domain from its topic to the document, the event and the answer, and out again by a tombstone. */
class PrescriptionsIT {

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
    void cloudEventBecomesDocumentFrameAndAnswer() throws Exception {
        try (NotificationClient client = howdah.subscribe("prescriptions")) {
            // When
            howdah.send("prescriptions.topic", "rx-1", event("rx-1", "ready", 2));
            await().untilAsserted(() -> assertThat(client.frames("rx-1")).hasSize(1));

            // Then
            assertThat(stored("rx-1")).containsEntry("status", "READY").containsEntry("patientId", "alice");
            assertThat(client.frames("rx-1").get(0).at("/data/collectBy").asText())
                    .isEqualTo("2026-01-09");
            JsonNode answer = howdah.query("{ prescription(id: \"rx-1\") { status medicine collectBy } }")
                    .at("/data/prescription");
            assertThat(answer.path("medicine").asText()).isEqualTo("Amoxicillin 500 mg");
            assertThat(answer.path("collectBy").asText()).isEqualTo("2026-01-09");
        }
    }

    @Test
    void nullValueLeavesATombstoneThatNobodyReads() throws Exception {
        try (NotificationClient client = howdah.subscribe("prescriptions")) {
            // Given
            howdah.send("prescriptions.topic", "rx-2", event("rx-2", "collected", 3));
            await().untilAsserted(() -> assertThat(client.frames("rx-2")).hasSize(1));

            // When
            howdah.send("prescriptions.topic", "rx-2", (String) null);
            await().untilAsserted(() -> assertThat(client.frames("rx-2")).hasSize(2));

            // Then the event carries the key alone
            JsonNode frame = client.frames("rx-2").get(1);
            assertThat(frame.path("type").asText()).isEqualTo("io.howdah.prescriptions.deleted");
            assertThat(frame.has("data")).isFalse();

            // And the document is kept beneath the tombstone, hidden from reads, until its time is over
            Document tombstone = stored("rx-2");
            assertThat(tombstone).containsEntry("patientId", "alice");
            assertThat(tombstone.get("_h", Document.class)).containsEntry("del", true);
            assertThat(tombstone.get("_h", Document.class).getDate("exp")).isInTheFuture();
            assertThat(howdah.query("{ prescription(id: \"rx-2\") { id } }")
                            .at("/data/prescription")
                            .isNull())
                    .isTrue();

            // And a late copy of the last event does not bring it back, but a newer one does
            howdah.send("prescriptions.topic", "rx-2", event("rx-2", "collected", 3));
            howdah.send("prescriptions.topic", "rx-2", event("rx-2", "issued", 4));
            await().untilAsserted(() -> assertThat(client.frames("rx-2")).hasSize(3));
            assertThat(client.frames("rx-2").get(2).path("type").asText()).isEqualTo("io.howdah.prescriptions.created");
            assertThat(client.frames("rx-2").get(2).path("version").asText()).isEqualTo("4");
        }
    }

    @Test
    void deletionOfAnUnknownKeyIsToldToNobody() throws Exception {
        try (NotificationClient client = howdah.subscribe("prescriptions")) {
            // When
            howdah.send("prescriptions.topic", "rx-3", (String) null);
            await().until(() -> stored("rx-3") != null);
            howdah.send("prescriptions.topic", "rx-4", event("rx-4", "issued", 1));
            await().untilAsserted(() -> assertThat(client.frames("rx-4")).hasSize(1));

            // Then
            assertThat(client.frames("rx-3")).isEqualTo(List.of());
        }
    }

    private static Document stored(String id) {
        return howdah.collection("prescriptions").find(new Document("_id", id)).first();
    }

    private static String event(String id, String type, int version) {
        return """
                {"specversion":"1.0","id":"%s-%d","source":"/pharmacies/7","type":"com.example.pharmacy.prescription.%s",\
                "subject":"%s","time":"2026-01-01T00:00:00Z","datacontenttype":"application/json","data":\
                {"prescriptionId":"%s","version":%d,"patientId":"alice","medicine":"Amoxicillin 500 mg",\
                "pharmacy":"Old Town Pharmacy","collectBy":"2026-01-09"}}""".formatted(id, version, type, id, id, version);
    }
}
