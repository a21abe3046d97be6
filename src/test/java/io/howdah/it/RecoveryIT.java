package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a subscriber gets who was away, who wants everything first, and who may not see everything. */
class RecoveryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOPIC = "rides.topic";

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
    void whoWasAwayGetsWhatWasMissedInItsOrder() throws Exception {
        // Given
        String cursor;
        try (NotificationClient client = howdah.subscribe("rides")) {
            howdah.send(TOPIC, "away", ride("away", 1, "alice", "ACCEPTED"));
            await().atMost(PATIENCE).until(() -> client.frames("away").size() == 1);
            cursor = client.cursor();
        }

        // When
        for (int version = 2; version <= 4; version++) {
            howdah.send(TOPIC, "away", ride("away", version, "alice", "NEAR"));
            awaitStored("away", version);
        }

        // Then
        try (NotificationClient client = subscribe("as=alice&since=" + cursor)) {
            await().atMost(PATIENCE).until(() -> client.frames("away").size() == 3);
            assertThat(client.all().get(0).path("type").asText()).isEqualTo("io.howdah.ready");
            assertThat(client.all().get(0).at("/data/recovered").asBoolean()).isTrue();
            assertThat(client.all().get(0).path("id").asText()).isEqualTo(cursor);
            assertThat(client.frames("away"))
                    .extracting(frame -> frame.path("version").asText())
                    .containsExactly("2", "3", "4");
        }
    }

    @Test
    void placeBeforeTheRingIsReadFromTheChangeStream() throws Exception {
        // Given a cursor from before a restart, whose process has forgotten everything
        String cursor;
        try (NotificationClient client = howdah.subscribe("rides")) {
            howdah.send(TOPIC, "restart", ride("restart", 1, "alice", "ACCEPTED"));
            await().atMost(PATIENCE).until(() -> client.frames("restart").size() == 1);
            cursor = client.cursor();
        }
        howdah.send(TOPIC, "restart", ride("restart", 2, "alice", "NEAR"));
        awaitStored("restart", 2);

        // When
        howdah.restart();

        // Then
        try (NotificationClient client = subscribe("as=alice&since=" + cursor)) {
            await().atMost(PATIENCE).until(() -> client.frames("restart").size() == 1);
            assertThat(client.controls("ready").get(0).at("/data/recovered").asBoolean())
                    .isTrue();
            howdah.send(TOPIC, "restart", ride("restart", 3, "alice", "ARRIVED"));
            await().atMost(PATIENCE).until(() -> client.frames("restart").size() == 2);
            assertThat(client.frames("restart"))
                    .extracting(frame -> frame.path("version").asText())
                    .containsExactly("2", "3");
            assertThat(client.controls("resync")).isEmpty();
        }
    }

    @Test
    void cursorThatIsNoneBeginsAnew() {
        try (NotificationClient client = subscribe("as=alice&since=2.82FF.nonsense")) {
            await().atMost(PATIENCE).until(() -> !client.controls("resync").isEmpty());
            assertThat(client.controls("ready").get(0).at("/data/recovered").asBoolean())
                    .isFalse();
        }
    }

    @Test
    void snapshotIsFollowedByWhatComesAfterIt() throws Exception {
        // Given
        howdah.send(TOPIC, "snap-1", ride("snap-1", 1, "carol", "NEAR"));
        howdah.send(TOPIC, "snap-2", ride("snap-2", 1, "carol", "NEAR"));
        howdah.send(TOPIC, "snap-3", ride("snap-3", 1, "carol", "COMPLETED"));
        howdah.send(TOPIC, "snap-4", ride("snap-4", 1, "dave", "NEAR"));
        awaitStored("snap-1", 1);
        awaitStored("snap-2", 1);
        awaitStored("snap-3", 1);
        awaitStored("snap-4", 1);

        // When
        try (NotificationClient client = subscribe("as=carol&snapshot=true&status=NEAR")) {
            await().atMost(PATIENCE)
                    .until(() -> !client.controls("snapshot.end").isEmpty());

            // Then
            assertThat(client.all())
                    .extracting(frame -> frame.path("type").asText())
                    .containsExactly(
                            "io.howdah.ready",
                            "io.howdah.snapshot.begin",
                            "io.howdah.snapshot.item",
                            "io.howdah.snapshot.item",
                            "io.howdah.snapshot.end");
            assertThat(client.controls("snapshot.item"))
                    .extracting(frame -> frame.path("subject").asText())
                    .containsExactlyInAnyOrder("snap-1", "snap-2");
            assertThat(client.controls("snapshot.item").get(0).path("data").has("etaSeconds"))
                    .isTrue();
            howdah.send(TOPIC, "snap-1", ride("snap-1", 2, "carol", "NEAR"));
            await().atMost(PATIENCE).until(() -> client.frames("snap-1").size() == 2);
            assertThat(type(client.frames("snap-1").get(1))).isEqualTo("io.howdah.rides.updated");
        }
    }

    @Test
    void snapshotThatWasCutBeginsAnewAndNotInItsMiddle() throws Exception {
        // Given
        howdah.send(TOPIC, "cut-1", ride("cut-1", 1, "heidi", "NEAR"));
        awaitStored("cut-1", 1);
        String cursor;
        try (NotificationClient client = subscribe("as=heidi&snapshot=true")) {
            await().atMost(PATIENCE)
                    .until(() -> client.controls("snapshot.begin").size() == 1);
            cursor = client.controls("snapshot.begin").get(0).path("id").asText();
            assertThat(client.controls("ready").get(0).path("id").asText()).isEqualTo(cursor);
        }

        // When
        try (NotificationClient client = subscribe("as=heidi&snapshot=true&since=" + cursor)) {
            // Then
            await().atMost(PATIENCE)
                    .until(() -> !client.controls("snapshot.end").isEmpty());
            assertThat(client.controls("snapshot.item")).hasSize(1);
            assertThat(client.controls("ready").get(0).at("/data/recovered").asBoolean())
                    .isFalse();
        }
    }

    @Test
    void deletionWithoutAVersionIsTold() throws Exception {
        try (NotificationClient client = howdah.subscribe("rides")) {
            howdah.send(TOPIC, "null", ride("null", 7, "alice", "NEAR"));
            await().atMost(PATIENCE).until(() -> client.frames("null").size() == 1);
            howdah.send(TOPIC, "null", (String) null);
            await().atMost(PATIENCE).until(() -> client.frames("null").size() == 2);
            assertThat(type(client.frames("null").get(1))).isEqualTo("io.howdah.rides.deleted");
            assertThat(client.frames("null").get(1).path("version").asText()).isEqualTo("7");
        }
    }

    @Test
    void eventSourceThatLeavesIsNotCountedAnyMore() throws Exception {
        try (EventSourceClient client = eventSource("as=ivan", null)) {
            await().atMost(PATIENCE).until(() -> connections() > 0);
        }
        await().atMost(PATIENCE).until(() -> connections() == 0);
    }

    private static double connections() throws Exception {
        return howdah.metric("howdah_push_connections");
    }

    @Test
    void whoMayNotSeeADocumentIsToldNothingAndWhoLosesItIsTold() throws Exception {
        try (NotificationClient erin = subscribe("as=erin&status=NEAR");
                NotificationClient frank = subscribe("as=frank");
                NotificationClient nobody = subscribe("")) {
            await().atMost(PATIENCE)
                    .until(() -> Stream.of(erin, frank, nobody)
                            .noneMatch(client -> client.controls("ready").isEmpty()));

            // When it comes into erin's filter, leaves it, comes back, and becomes frank's
            List<String> states = List.of("ACCEPTED", "NEAR", "ARRIVED", "NEAR");
            for (int i = 0; i < states.size(); i++) {
                howdah.send(TOPIC, "mine", ride("mine", i + 1, "erin", states.get(i)));
                awaitStored("mine", i + 1);
            }
            howdah.send(TOPIC, "mine", ride("mine", 5, "frank", "NEAR"));
            await().atMost(PATIENCE).until(() -> frank.frames("mine").size() == 1);

            // Then
            await().atMost(PATIENCE).until(() -> erin.frames("mine").size() == 4);
            assertThat(erin.frames("mine"))
                    .extracting(RecoveryIT::type)
                    .containsExactly(
                            "io.howdah.rides.created",
                            "io.howdah.rides.left",
                            "io.howdah.rides.created",
                            "io.howdah.rides.left");
            assertThat(erin.frames("mine").get(3).has("data")).isFalse();
            assertThat(frank.frames("mine")).extracting(RecoveryIT::type).containsExactly("io.howdah.rides.created");
            assertThat(nobody.frames()).isEmpty();
        }
    }

    @Test
    void wrongParametersAreRefused() throws Exception {
        assertThat(get("?as=alice&colour=red").body())
                .contains("Ride.colour: is not filterable; filterable fields: status");
        assertThat(get("?as=alice&status=NOWHERE").statusCode()).isEqualTo(400);
        assertThat(get("?as=alice&etaSeconds=soon").statusCode()).isEqualTo(400);
        assertThat(get("?as=alice&snapshot=perhaps").statusCode()).isEqualTo(400);
    }

    @Test
    void eventSourceGetsTheSameAndComesBackByItsLastId() throws Exception {
        // Given
        String last;
        try (EventSourceClient client = eventSource("as=grace", null)) {
            await().atMost(PATIENCE).until(() -> client.lines("data: ").size() == 1);
            howdah.send(TOPIC, "sse", ride("sse", 1, "grace", "NEAR"));
            await().atMost(PATIENCE).until(() -> client.lines("data: ").size() == 2);
            assertThat(client.lines("data: ").get(1)).contains("io.howdah.rides.created", "\"subject\":\"sse\"");
            assertThat(client.headers().firstValue("Content-Type")).contains("text/event-stream");
            assertThat(client.headers().firstValue("X-Accel-Buffering")).contains("no");
            last = client.lines("id: ").get(1);
        }
        howdah.send(TOPIC, "sse", ride("sse", 2, "grace", "NEAR"));
        awaitStored("sse", 2);

        // When
        try (EventSourceClient client = eventSource("as=grace", last)) {
            // Then
            await().atMost(PATIENCE).until(() -> client.lines("data: ").size() == 2);
            assertThat(client.lines("data: ").get(0)).contains("\"recovered\":true");
            assertThat(client.lines("data: ").get(1)).contains("io.howdah.rides.updated", "\"version\":\"2\"");
        }
    }

    @Test
    void stoppedRouteKeepsItsSubscribersAndTellsThemWhatTheyMissed() throws Exception {
        try (NotificationClient client = howdah.subscribe("rides")) {
            // Given
            howdah.send(TOPIC, "kept", ride("kept", 1, "alice", "NEAR"));
            await().atMost(PATIENCE).until(() -> client.frames("kept").size() == 1);

            // When
            howdah.camelContext().getRouteController().stopRoute("rides-notify");
            howdah.send(TOPIC, "kept", ride("kept", 2, "alice", "NEAR"));
            awaitStored("kept", 2);
            howdah.camelContext().getRouteController().startRoute("rides-notify");

            // Then
            await().atMost(PATIENCE).until(() -> client.frames("kept").size() == 2);
            assertThat(client.controls("resync")).isEmpty();
            assertThat(client.closeCode()).isZero();
        }
    }

    private static NotificationClient subscribe(String query) {
        return new NotificationClient(howdah.port(), "rides", query);
    }

    private static EventSourceClient eventSource(String query, String lastEventId) throws Exception {
        return new EventSourceClient(howdah.port(), "rides", query, lastEventId);
    }

    private static HttpResponse<String> get(String query) throws Exception {
        return howdah.get(howdah.port(), "/notifications/rides" + query);
    }

    private static void awaitStored(String id, long version) {
        await().atMost(PATIENCE)
                .until(() -> howdah.collection("rides")
                                .countDocuments(new org.bson.Document("_id", id).append("sequence", version))
                        == 1);
    }

    private static String type(JsonNode frame) {
        return frame.path("type").asText();
    }

    private static String ride(String id, int sequence, String rider, String state) {
        return """
                {"rideId":"%s","seq":%d,"rider":{"id":"%s"},"driver":{"id":"driver-7","name":"Nadia"},"state":"%s",\
                "eta":20,"time":"2026-01-01T00:00:00.000Z"}""".formatted(id, sequence, rider, state);
    }
}
