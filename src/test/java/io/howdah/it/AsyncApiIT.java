package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.dev.services.DomainServices;
import io.howdah.dev.services.EventTopics;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.DescribedEvents;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTokens;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether /asyncapi.json of the demo tells the truth: what is really sent is as it says. */
class AsyncApiIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> CHANNELS = List.of("deliveries", "prescriptions", "rides");

    private RunningApplication howdah;

    @BeforeEach
    void start() throws Exception {
        howdah = RunningApplication.demo(Map.of());
    }

    @AfterEach
    void stop() {
        howdah.close();
    }

    @Test
    void everyFrameIsAsDescribed() throws Exception {
        // Given
        JsonNode document = describe();
        Map<String, DescribedEvents> described = CHANNELS.stream()
                .collect(Collectors.toMap(channel -> channel, channel -> new DescribedEvents(document, channel)));

        // When
        try (NotificationClient rides = new NotificationClient(howdah.port(), "rides", "as=alice&snapshot=true");
                EventSourceClient byEvents = new EventSourceClient(howdah.port(), "rides", "as=alice", null);
                NotificationClient quiet = new NotificationClient(howdah.port(), "rides", "as=nobody-has-this-name")) {
            await().atMost(PATIENCE)
                    .until(() -> rides.all().size() >= 3 && !byEvents.all().isEmpty());
            howdah.send("rides.topic", "mine", ride(1, "alice"));
            await().atMost(PATIENCE).until(() -> rides.frames("mine").size() == 1);
            howdah.send("rides.topic", "mine", ride(2, "alice"));
            await().atMost(PATIENCE).until(() -> rides.frames("mine").size() == 2);
            howdah.send("rides.topic", "mine", ride(3, "bob"));
            await().atMost(PATIENCE).until(() -> rides.frames("mine").size() == 3);
            howdah.send("rides.topic", "mine", ride(4, "alice"));
            await().atMost(PATIENCE).until(() -> rides.frames("mine").size() == 4);
            howdah.send("rides.topic", "mine", (String) null);
            await().atMost(PATIENCE).until(() -> rides.frames("mine").size() == 5);
            howdah.send("rides.topic", "stays", ride(1, "alice").replace("mine", "stays"));
            await().atMost(PATIENCE).until(() -> rides.frames("stays").size() == 1);
            try (NotificationClient late = new NotificationClient(howdah.port(), "rides", "as=alice&snapshot=true")) {
                await().atMost(PATIENCE)
                        .until(() -> !late.controls("snapshot.end").isEmpty());
                assertThat(problems(described.get("rides"), late.all())).isEmpty();
                assertThat(late.controls("snapshot.item")).hasSize(1);
            }
            await().atMost(PATIENCE).until(() -> !quiet.controls("position").isEmpty());
            howdah.collection("rides").drop();
            await().atMost(PATIENCE).until(() -> !rides.controls("resync").isEmpty());
            howdah.stop();
            await().atMost(PATIENCE).until(() -> types(byEvents.all()).contains("io.howdah.closed"));

            // Then
            List<JsonNode> all = Stream.of(rides.all(), byEvents.all(), quiet.all())
                    .flatMap(List::stream)
                    .toList();
            assertThat(problems(described.get("rides"), all)).isEmpty();
            Set<String> seen = types(all);
            seen.add("io.howdah.snapshot.item");
            assertThat(seen)
                    .as("every type that is described was seen")
                    .isEqualTo(described.get("rides").messages().stream()
                            .map(message -> message.path("name").asText())
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void eventsOfEachDomainAreAsDescribed() throws Exception {
        // Given
        JsonNode document = describe();
        EventTopics topics = howdah.eventTopics();

        for (String channel : CHANNELS) {
            // When
            DescribedEvents described = new DescribedEvents(document, channel);
            try (DomainServices services = DomainServices.start(TestServices.brokers(), topics, 100, 42);
                    NotificationClient client =
                            new NotificationClient(howdah.port(), channel, "as=alice&snapshot=true")) {
                await().atMost(PATIENCE)
                        .until(() -> client.frames().stream()
                                        .filter(frame ->
                                                frame.path("type").asText().startsWith("io.howdah." + channel))
                                        .count()
                                >= 10);

                // Then
                assertThat(problems(described, client.all())).isEmpty();
                // And what is not as described is found
                ObjectNode wrong = client.frames().stream()
                        .filter(frame -> frame.path("type").asText().equals("io.howdah." + channel + ".updated"))
                        .findFirst()
                        .orElseThrow()
                        .deepCopy();
                assertThat(described.problems(wrong.deepCopy().without("subject")))
                        .isNotEmpty();
                assertThat(described.problems(wrong.deepCopy().put("source", "/howdah/other")))
                        .isNotEmpty();
                ((ObjectNode) wrong.path("data")).put("updatedAt", 1);
                assertThat(described.problems(wrong)).isNotEmpty();
            }
        }
    }

    @Test
    void serversAreWhereTheRequestWasSentTo() throws Exception {
        assertThat(describe().at("/servers/websocket").path("host").asText()).isEqualTo("127.0.0.1:" + howdah.port());
        assertThat(describe().at("/servers/websocket").path("protocol").asText())
                .isEqualTo("ws");
        assertThat(raw("HTTP/1.1\r\nHost: bff.example.org\r\nX-Forwarded-Proto: https"))
                .contains("\"host\" : \"bff.example.org\"", "\"protocol\" : \"wss\"", "\"protocol\" : \"https\"");
        assertThat(raw("HTTP/1.0")).contains("\"host\" : \"127.0.0.1:" + howdah.port() + "\"");
        assertThat(raw("HTTP/1.1\r\nHost: <script>")).startsWith("HTTP/1.1 400").doesNotContain("<script>");
    }

    @Test
    void commandPrintsWhatIsServed() throws Exception {
        // When
        ObjectNode printed = (ObjectNode) JSON.readTree(
                String.join("\n", CommandLineRun.of("schema", "asyncapi").out()));

        // Then
        assertThat(printed.remove("servers").findValuesAsText("host")).containsOnly("howdah.example");
        ObjectNode served = (ObjectNode) describe();
        served.remove("servers");
        assertThat(printed).isEqualTo(served);
    }

    private JsonNode describe() throws Exception {
        HttpResponse<String> answer = howdah.get(howdah.port(), "/asyncapi.json");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return JSON.readTree(answer.body());
    }

    private String raw(String rest) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", howdah.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET /asyncapi.json " + rest + "\r\nAuthorization: Bearer " + TestTokens.of("alice")
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> problems(DescribedEvents described, List<JsonNode> frames) {
        return frames.stream()
                .flatMap(frame -> described.problems(frame).stream().map(problem -> problem + " in " + frame))
                .toList();
    }

    private static Set<String> types(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.path("type").asText()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String ride(int sequence, String rider) {
        return """
                {"rideId":"mine","seq":%d,"rider":{"id":"%s"},"driver":{"id":"driver-7","name":"Nadia"},"state":"NEAR",\
                "eta":20,"position":{"lat":52.5,"lon":13},"time":"2026-01-01T00:00:00.000Z"}""".formatted(sequence, rider);
    }
}
