package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TransportWsClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The YAML defines the behavior: a folder's routes replace the shipped ones, and each step has its effect. */
class AsWrittenIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        // Given the rides domain with a masking step at the end of its payload transform
        write("graphql/rides.graphqls", resource("graphql/rides.graphqls"));
        write("graphql/drivers.graphqls", resource("graphql/drivers.graphqls"));
        String masking = """
                        - setBody:
                            id: mask
                            expression:
                              jq:
                                expression: '.riderId = "***"'
                """;
        write("routes/domains/rides.camel.yaml", resource("routes/domains/rides.camel.yaml") + masking);
        // And the edge route with a refusing step before the operation is executed
        String execute = "        - process:\n            id: graphql-execute\n";
        String refusing = """
                        - filter:
                            id: refuse-forbidden
                            expression:
                              simple:
                                expression: ${body.query} contains 'forbidden'
                            steps:
                              - throwException:
                                  id: refused
                                  exceptionType: io.howdah.graphql.GraphQlRefusal
                                  message: This operation is forbidden
                """;
        String edge = resource("routes/api/graphql.camel.yaml");
        assertThat(edge).contains(execute);
        write("routes/api/graphql.camel.yaml", edge.replace(execute, refusing + execute));
        // And a hook that waits, and masks what subscriptions receive
        write("routes/hooks.camel.yaml", """
                - route:
                    id: mask-results
                    from:
                      uri: direct:after-graphql
                      steps:
                        - threads: {poolSize: 1, threadName: hook}
                        - setBody:
                            id: mask-result
                            expression:
                              jq:
                                expression: 'if .data.rideChanged.node then .data.rideChanged.node.driverName = "hidden" else . end'
                """);
        howdah = RunningApplication.folder(folder, Map.of("rides.topic", "rides"), List.of("rides.topic"));
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void maskingStepInAFrameTransformShowsInItsFramesAlone() throws Exception {
        try (NotificationClient client = howdah.subscribe("rides")) {
            // When
            howdah.send("rides.topic", "ride-1", """
                    {"rideId":"ride-1","seq":1,"rider":{"id":"alice"},"state":"NEAR","time":"2026-01-01T00:00:00Z"}""");
            await().untilAsserted(() -> assertThat(client.frames("ride-1")).hasSize(1));

            // Then
            assertThat(client.frames("ride-1").get(0).at("/data/riderId").asText())
                    .isEqualTo("***");
            assertThat(howdah.query("{ ride(id: \"ride-1\") { riderId } }")
                            .at("/data/ride/riderId")
                            .asText())
                    .isEqualTo("alice");
        }
    }

    /** Live, from the ring, from the change stream, and in a snapshot; by WebSocket, and as server-sent events. */
    @Test
    void maskingStepInAFrameTransformShowsHoweverAFrameComes() throws Exception {
        List<JsonNode> shown = new ArrayList<>();
        String cursor;

        // When it comes live
        try (NotificationClient socket = howdah.subscribe("rides");
                EventSourceClient events = events("")) {
            await().atMost(PATIENCE).until(() -> !events.all().isEmpty());
            sendAndStore(1);
            shown.addAll(documents(socket::all, 1));
            shown.addAll(documents(events::all, 1));
            cursor = socket.cursor();
        }

        // And from the ring
        sendAndStore(2);
        double fromRing = recoveries("ring");
        cursor = comeAgain(cursor, shown);
        assertThat(recoveries("ring")).isEqualTo(fromRing + 2);

        // And from the change stream, since a new process has an empty ring
        sendAndStore(3);
        howdah.restart();
        comeAgain(cursor, shown);
        assertThat(recoveries("stream")).isEqualTo(2);

        // And in a snapshot
        try (NotificationClient socket = new NotificationClient(howdah.port(), "rides", "as=alice&snapshot=true");
                EventSourceClient events = events("&snapshot=true")) {
            shown.addAll(documents(socket::all, 1));
            shown.addAll(documents(events::all, 1));
        }

        // Then
        assertThat(shown)
                .extracting(frame -> frame.path("version").asText())
                .containsExactly("1", "1", "2", "2", "3", "3", "3", "3");
        assertThat(shown)
                .allSatisfy(
                        frame -> assertThat(frame.at("/data/riderId").asText()).isEqualTo("***"));
        assertThat(shown.toString()).doesNotContain("alice");
    }

    /** A step of the edge route, and a payload transform, for what GraphQL subscriptions receive. */
    @Test
    void stepsShowInWhatSubscriptionsOfGraphQlAreTold() throws Exception {
        String subscription =
                "subscription($since: Cursor, $all: Boolean) { rideChanged(since: $since, snapshot: $all) { cursor operation key"
                        + " node { riderId driverName } } }";
        List<JsonNode> shown = new ArrayList<>();
        try (TransportWsClient client = TransportWsClient.alice(howdah.port())) {
            // When it comes live, from the ring, and in a snapshot
            client.subscribe("live", subscription);
            JsonNode ready = client.change("live", "READY");
            howdah.send("rides.topic", "ride-live", """
                    {"rideId":"ride-live","seq":1,"rider":{"id":"alice"},"driver":{"id":"d1","name":"Nadia"},"state":"NEAR",
                    "time":"2026-01-01T00:00:00Z"}""");
            shown.add(client.change("live", "CREATED"));
            client.subscribe(
                    "ring", subscription, Map.of("since", ready.path("cursor").asText()));
            shown.add(client.change("ring", "CREATED"));
            client.subscribe("all", subscription, Map.of("all", true));
            shown.add(client.change("all", "SNAPSHOT"));

            // Then
            assertThat(shown).allSatisfy(change -> {
                assertThat(change.at("/node/riderId").asText()).isEqualTo("***");
                assertThat(change.at("/node/driverName").asText()).isEqualTo("hidden");
            });

            // And what is refused does not begin
            client.subscribe("no", "subscription forbidden { rideChanged { key } }");
            assertThat(client.next("error", "no")
                            .at("/payload/0/extensions/code")
                            .asText())
                    .isEqualTo("FORBIDDEN");
        }
    }

    /** Comes with a cursor in both ways, adds what each is shown, and gives the new cursor. */
    private static String comeAgain(String cursor, List<JsonNode> shown) throws Exception {
        try (NotificationClient socket = new NotificationClient(howdah.port(), "rides", "as=alice&since=" + cursor);
                EventSourceClient events = new EventSourceClient(howdah.port(), "rides", "as=alice", cursor)) {
            shown.addAll(documents(socket::all, 1));
            shown.addAll(documents(events::all, 1));
            return socket.cursor();
        }
    }

    private static EventSourceClient events(String parameters) throws Exception {
        return new EventSourceClient(howdah.port(), "rides", "as=alice" + parameters, null);
    }

    /** The frames about the masked ride, as soon as there are so many. */
    private static List<JsonNode> documents(Supplier<List<JsonNode>> frames, int number) {
        return await().atMost(PATIENCE)
                .until(
                        () -> frames.get().stream()
                                .filter(frame -> frame.path("subject").asText().equals("masked"))
                                .toList(),
                        found -> found.size() == number);
    }

    private static void sendAndStore(int version) throws Exception {
        howdah.send("rides.topic", "masked", """
                {"rideId":"masked","seq":%d,"rider":{"id":"alice"},"state":"NEAR","time":"2026-01-01T00:00:00Z"}""".formatted(version));
        await().atMost(PATIENCE)
                .until(() -> howdah.collection("rides")
                                .countDocuments(new Document("_id", "masked").append("sequence", version))
                        == 1);
    }

    private static double recoveries(String source) throws Exception {
        return howdah.metric("howdah_push_recoveries_total{source=\"" + source + "\"}");
    }

    @Test
    void refusingStepInTheGraphQlEdgeRefuses() throws Exception {
        // When
        HttpResponse<String> refused = howdah.post("query forbidden { rides { nodes { id } } }");
        JsonNode allowed = howdah.query("query allowed { rides { nodes { id } } }");

        // Then
        assertThat(refused.body()).contains("This operation is forbidden").doesNotContain("nodes");
        assertThat(allowed.at("/data/rides/nodes").isArray()).isTrue();
    }

    private static void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = AsWrittenIT.class.getClassLoader().getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
