package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.Http;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTokens;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a field with {@code @readers}, wherever its document is shown. */
class FieldReadersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "trips.topic";

    private static RunningApplication howdah;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        ApplicationFolder app = ApplicationFolder.in(folder)
                .write("graphql/things.graphqls", """
                        type Trip @readModel(collection: "trips", key: "id", version: "sequence") @public {
                          id: ID!
                          sequence: Long!
                          place: String @filterable
                          price: Decimal @readers(roles: ["support", "billing"])
                          risk: String @filterable @readers(roles: ["support"])
                        }
                        """)
                .write(ApplicationFolder.ROUTES_FILE, """
                        - templatedRoute:
                            routeTemplateRef: ingest
                            routeId: trips-ingest
                            parameters:
                              - name: topic
                                value: "{{trips.topic}}"
                              - name: model
                                value: Trip
                        - templatedRoute:
                            routeTemplateRef: notify
                            routeId: trips-notify
                            parameters:
                              - name: model
                                value: Trip
                              - name: channel
                                value: trips
                        """)
                .set(TOPIC, "trips");
        howdah = RunningApplication.folder(app.path(), Map.of(), List.of(TOPIC));
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void liveAndRingFramesShowEachWhatTheyMayRead() throws Exception {
        // Given
        String cursor;
        try (NotificationClient nobody = subscribe("");
                NotificationClient driver = subscribe("as=alice:driver");
                NotificationClient billing = subscribe("as=alice:driver,billing");
                NotificationClient support = subscribe("as=bob:support")) {
            awaitReady(nobody, driver, billing, support);
            cursor = nobody.cursor();

            // When
            howdah.send(TOPIC, "live", trip("live", 1, "Oslo", "high"));

            // Then
            assertShown(nobody, "live", "Oslo", null, null);
            assertShown(driver, "live", "Oslo", null, null);
            assertShown(billing, "live", "Oslo", "12.50", null);
            assertShown(support, "live", "Oslo", "12.50", "high");
        }
        try (NotificationClient nobody = subscribe("since=" + cursor);
                NotificationClient support = subscribe("as=bob:support&since=" + cursor)) {
            assertShown(nobody, "live", "Oslo", null, null);
            assertShown(support, "live", "Oslo", "12.50", "high");
        }
    }

    @Test
    void catchUpAndSnapshotFramesDoTheSame() throws Exception {
        // Given
        String cursor;
        try (NotificationClient nobody = subscribe("")) {
            awaitReady(nobody);
            cursor = nobody.cursor();
        }
        howdah.send(TOPIC, "away", trip("away", 1, "Bergen", "low"));
        await().atMost(PATIENCE).until(() -> stored("away", 1));

        // When a process without a ring is asked
        howdah.restart();

        // Then
        for (String way : List.of("since=" + cursor, "snapshot=true")) {
            try (NotificationClient nobody = subscribe(way);
                    NotificationClient billing = subscribe("as=alice:billing&" + way);
                    NotificationClient support = subscribe("as=bob:support&" + way)) {
                assertShown(nobody, "away", "Bergen", null, null);
                assertShown(billing, "away", "Bergen", "12.50", null);
                assertShown(support, "away", "Bergen", "12.50", "low");
            }
        }
    }

    @Test
    void serverSentEventsDoTheSame() throws Exception {
        howdah.send(TOPIC, "sse", trip("sse", 1, "Narvik", "low"));
        await().atMost(PATIENCE).until(() -> stored("sse", 1));

        assertThat(eventOf("sse", "snapshot=true").at("/data/risk").isNull()).isTrue();
        assertThat(eventOf("sse", "snapshot=true").at("/data/price").isNull()).isTrue();
        assertThat(eventOf("sse", "as=bob:support&snapshot=true")
                        .at("/data/risk")
                        .asText())
                .isEqualTo("low");
    }

    @Test
    void whatIsNotReadableIsNoFilterAndDecidesNothing() throws Exception {
        // Given
        assertThat(refusal("?risk=high"))
                .contains("Trip.risk: is not readable for you, so you cannot filter by it; filterable fields: place");
        assertThat(refusal("?as=alice:billing&risk=high")).contains("filterable fields: place\"");
        assertThat(refusal("?as=alice:billing&riks=high")).contains("is not filterable; filterable fields: place\"");
        assertThat(refusal("?as=bob:support&riks=high")).contains("filterable fields: place, risk\"");
        assertThat(howdah.get(howdah.port(), "/notifications/trips?as=bob:support&risk=high")
                        .statusCode())
                .as("neither WebSocket nor server-sent events")
                .isEqualTo(426);

        try (NotificationClient nobody = subscribe("place=Voss");
                NotificationClient support = subscribe("as=bob:support&risk=high")) {
            awaitReady(nobody, support);

            // When only a field changes that an anonymous client may not read
            for (String risk : List.of("low", "high", "low")) {
                howdah.send(TOPIC, "risky", trip("risky", next(), "Voss", risk));
                long version = sequence;
                await().atMost(PATIENCE).until(() -> stored("risky", version));
            }

            // Then the events reveal the change only to the client that may read the field
            await().atMost(PATIENCE).until(() -> support.frames("risky").size() == 2);
            assertThat(types(support, "risky")).containsExactly("io.howdah.trips.created", "io.howdah.trips.left");
            await().atMost(PATIENCE).until(() -> nobody.frames("risky").size() == 3);
            assertThat(types(nobody, "risky"))
                    .containsExactly("io.howdah.trips.created", "io.howdah.trips.updated", "io.howdah.trips.updated");
            assertThat(nobody.frames("risky"))
                    .extracting(frame -> frame.path("data").toString().replaceAll("\"sequence\":\\d+", ""))
                    .containsOnly("{\"id\":\"risky\",,\"place\":\"Voss\",\"price\":null,\"risk\":null}");
        }
    }

    @Test
    void graphQlShowsNullAndSaysWhy() throws Exception {
        // Given
        howdah.send(TOPIC, "asked", trip("asked", 1, "Oslo", "high"));
        await().atMost(PATIENCE).until(() -> stored("asked", 1));
        String query = "{ trip(id: \"asked\") { place price cost: price risk } }";

        // When
        JsonNode nobody = JSON.readTree(howdah.post(query).body());
        JsonNode billing = JSON.readTree(howdah.post(query, "alice:billing").body());
        JsonNode support = JSON.readTree(howdah.post(query, "bob:support").body());

        // Then
        assertThat(nobody.at("/data/trip"))
                .isEqualTo(JSON.readTree("{\"place\":\"Oslo\",\"price\":null,\"cost\":null,\"risk\":null}"));
        assertThat(nobody.path("errors"))
                .extracting(error -> error.path("path").toString())
                .containsExactlyInAnyOrder("[\"trip\",\"price\"]", "[\"trip\",\"cost\"]", "[\"trip\",\"risk\"]");
        assertThat(nobody.at("/errors/0/message").asText()).isEqualTo("You may not read this field.");
        assertThat(nobody.at("/errors/0/extensions/code").asText()).isEqualTo("FORBIDDEN");
        assertThat(billing.at("/data/trip/price").asText()).isEqualTo("12.50");
        assertThat(billing.path("errors")).hasSize(1);
        assertThat(support.has("errors")).isFalse();
        assertThat(support.at("/data/trip/risk").asText()).isEqualTo("high");
        JsonNode list = JSON.readTree(howdah.post("{ trips(first: 100) { nodes { risk } } }", "alice:billing")
                .body());
        assertThat(list.at("/data/trips/nodes"))
                .isNotEmpty()
                .allSatisfy(node -> assertThat(node.path("risk").isNull()).isTrue());
        assertThat(list.at("/errors/0/path").toString()).isEqualTo("[\"trips\",\"nodes\",0,\"risk\"]");
    }

    private static long sequence;

    private static synchronized long next() {
        return ++sequence;
    }

    private static NotificationClient subscribe(String query) {
        return new NotificationClient(howdah.port(), "trips", query);
    }

    private static void awaitReady(NotificationClient... clients) {
        await().atMost(PATIENCE)
                .until(() -> Stream.of(clients)
                        .noneMatch(client -> client.controls("ready").isEmpty()));
    }

    private static void assertShown(NotificationClient client, String id, String place, String price, String risk) {
        await().atMost(PATIENCE).until(() -> !client.frames(id).isEmpty());
        JsonNode data = client.frames(id).get(0).path("data");
        assertThat(data.path("place").textValue()).isEqualTo(place);
        assertThat(data.has("price") && data.has("risk")).isTrue();
        assertThat(data.path("price").textValue()).isEqualTo(price);
        assertThat(data.path("risk").textValue()).isEqualTo(risk);
    }

    private static List<String> types(NotificationClient client, String id) {
        return client.frames(id).stream()
                .map(frame -> frame.path("type").asText())
                .toList();
    }

    /** The first server-sent event of a document. */
    private static JsonNode eventOf(String id, String query) throws Exception {
        HttpRequest request = TestTokens.request("http://127.0.0.1:" + howdah.port() + "/notifications/trips?" + query)
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<Stream<String>> response = Http.client().send(request, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            return JSON.readTree(lines.filter(line -> line.contains("\"subject\":\"" + id + "\""))
                    .findFirst()
                    .orElseThrow()
                    .substring("data: ".length()));
        }
    }

    private static String refusal(String query) throws Exception {
        HttpResponse<String> response = howdah.get(howdah.port(), "/notifications/trips" + query);
        assertThat(response.statusCode()).isEqualTo(400);
        return response.body();
    }

    private static boolean stored(String id, long version) {
        return howdah.collection("trips").countDocuments(new Document("_id", id).append("sequence", version)) == 1;
    }

    private static String trip(String id, long sequence, String place, String risk) {
        return "{\"id\":\"%s\",\"sequence\":%d,\"place\":\"%s\",\"price\":12.50,\"risk\":\"%s\"}"
                .formatted(id, sequence, place, risk);
    }
}
