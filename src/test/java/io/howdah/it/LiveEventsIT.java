package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Docs;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.Http;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTokens;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** GraphQL as server-sent events, in the distinct connections mode of graphql-sse. */
class LiveEventsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHANGES =
            "subscription($since: Cursor, $snapshot: Boolean) { rideChanged(since: $since, snapshot: $snapshot) { cursor"
                    + " operation key recovered node { id } } }";

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
    void changesComeByPostAndByGet() throws Exception {
        // Given
        try (EventSourceClient posted = post(CHANGES, Map.of());
                EventSourceClient got = get(CHANGES, Map.of(), "")) {
            for (EventSourceClient client : List.of(posted, got)) {
                assertThat(client.status()).isEqualTo(200);
                assertThat(client.headers().firstValue("Content-Type").orElse(""))
                        .startsWith("text/event-stream");
                awaitChange(client, "READY", "");
            }

            // When
            send("both", 1);

            // Then each result has its cursor as its id
            for (EventSourceClient client : List.of(posted, got)) {
                JsonNode change = awaitChange(client, "CREATED", "both");
                assertThat(client.lines("id: ")).contains(change.path("cursor").asText());
                assertThat(client.lines("event: ")).containsOnly("next");
            }
        }
    }

    @Test
    void lastEventIdGoesBeforeSince() throws Exception {
        // Given
        String first;
        String second;
        try (EventSourceClient client = post(CHANGES, Map.of())) {
            awaitChange(client, "READY", "");
            send("since-1", 1);
            first = awaitChange(client, "CREATED", "since-1").path("cursor").asText();
            send("since-2", 1);
            second = awaitChange(client, "CREATED", "since-2").path("cursor").asText();
            send("since-3", 1);
            awaitChange(client, "CREATED", "since-3");
        }

        // When
        try (EventSourceClient bySince = get(CHANGES, Map.of("since", first), null);
                EventSourceClient byId = get(CHANGES, Map.of("since", first), second)) {
            awaitChange(bySince, "CREATED", "since-3");
            awaitChange(byId, "CREATED", "since-3");

            // Then
            assertThat(keys(bySince)).startsWith("", "since-2", "since-3");
            assertThat(keys(byId)).startsWith("", "since-3");
            assertThat(byId.all().get(0).at("/data/rideChanged/recovered").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void cursorIsForgottenBeforeASnapshot() throws Exception {
        // Given
        send("shot", 1);

        // When
        try (EventSourceClient client = post(CHANGES, Map.of("snapshot", true))) {
            JsonNode end = awaitChange(client, "SNAPSHOT_END", "");

            // Then an empty id lets an EventSource that is cut in the middle start over
            assertThat(client.lines("id:").get(0).strip()).isEmpty();
            assertThat(client.lines("id:").stream().map(String::strip).filter(id -> !id.isEmpty()))
                    .first()
                    .isEqualTo(end.path("cursor").asText());
        }
    }

    @Test
    void queryIsAnsweredOnceAndCompleted() throws Exception {
        try (EventSourceClient client = post("{ ride(id: \"nowhere\") { id } }", Map.of())) {
            await().atMost(PATIENCE).until(() -> client.lines("event: ").contains("complete"));
            assertThat(client.lines("event: ")).containsExactly("next", "complete");
            assertThat(client.all().get(0).toString()).isEqualTo("{\"data\":{\"ride\":null}}");
        }
    }

    /** Any page can make a browser send a GET. */
    @Test
    void mutationIsNotSentByGetWhateverItIsCalled() throws Exception {
        String mutation = "mutation { collectPrescription(id: \"p\") { commandId } }";
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(mutation.getBytes(StandardCharsets.UTF_8)));
        String named = "extensions="
                + URLEncoder.encode(
                        "{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"" + hash + "\"}}", StandardCharsets.UTF_8);
        String text = "query=" + URLEncoder.encode(mutation, StandardCharsets.UTF_8);
        for (String query : List.of(text, text + "&" + named, named)) {
            for (String accept : List.of("text/event-stream", "application/json")) {
                HttpResponse<String> answer = Http.client()
                        .send(
                                TestTokens.request("http://127.0.0.1:" + howdah.port() + "/graphql?as=alice&" + query)
                                        .header("Accept", accept)
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());

                assertThat(answer.statusCode()).as(accept + " " + query).isEqualTo(405);
                assertThat(answer.headers().firstValue("Allow")).contains("POST");
            }
        }
    }

    @Test
    void documentThatCannotBeExecutedIsToldAsAResult() throws Exception {
        for (String document :
                List.of("{", "subscription { nothing }", "subscription { rideChanged(since: 7) { nothing } }")) {
            try (EventSourceClient client = post(document, Map.of())) {
                assertThat(client.status()).as(document).isEqualTo(200);
                await(document)
                        .atMost(PATIENCE)
                        .until(() -> client.lines("event: ").contains("complete"));
                assertThat(client.all().get(0).at("/errors/0/message").asText()).isNotEmpty();
                assertThat(client.all().get(0).has("data")).isFalse();
            }
        }
    }

    @Test
    void whoWouldRatherHaveJsonGetsIt() throws Exception {
        // As urql says it of each query
        String accept =
                "application/graphql-response+json, application/graphql+json, application/json, text/event-stream,"
                        + " multipart/mixed";
        HttpRequest request = TestTokens.request("http://127.0.0.1:" + howdah.port() + "/graphql?as=alice")
                .header("Content-Type", "application/json")
                .header("Accept", accept)
                .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"{ ride(id: 1) { id } }\"}"))
                .build();
        HttpResponse<String> answer = Http.client().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/graphql-response+json");
        assertThat(answer.body()).isEqualTo("{\"data\":{\"ride\":null}}");
    }

    @Test
    void subscriptionWithoutAStreamIsRefused() throws Exception {
        assertThat(howdah.query("subscription { rideChanged { operation } }")
                        .at("/errors/0/message")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void streamEndsWhenTheIdentityExpires() throws Exception {
        HttpRequest request = EventSourceClient.request(
                        howdah.port(), "/graphql?as=alice&expires=1&query=" + encoded(CHANGES), null)
                .build();
        AtomicInteger lines = new AtomicInteger();
        try (var body =
                Http.client().send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            // The end of the stream ends this, too.
            body.forEach(line -> lines.incrementAndGet());
        }
        assertThat(lines.get()).isPositive();
    }

    @Test
    void documentedCommandIsAnswered() throws Exception {
        // Given
        Docs.Block curl = Docs.block("docs/graphql-live.md", "sh", "text/event-stream");
        send("documented", 1);

        // When
        HttpRequest request = EventSourceClient.request(howdah.port(), "/graphql?as=" + curl.as(), null)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(curl.curlBody()))
                .build();

        // Then
        try (EventSourceClient client = new EventSourceClient(request)) {
            awaitChange(client, "SNAPSHOT_END", "");
        }
    }

    private static JsonNode awaitChange(EventSourceClient client, String operation, String key) {
        await(operation + " " + key)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.all()).anyMatch(result -> is(result, operation, key)));
        return client.all().stream()
                .filter(result -> is(result, operation, key))
                .findFirst()
                .orElseThrow()
                .at("/data/rideChanged");
    }

    private static boolean is(JsonNode result, String operation, String key) {
        JsonNode change = result.at("/data/rideChanged");
        return change.path("operation").asText().equals(operation)
                && change.path("key").asText("").equals(key);
    }

    /** The keys in their order, without what is about the position alone. */
    private static List<String> keys(EventSourceClient client) {
        return client.all().stream()
                .map(result -> result.at("/data/rideChanged"))
                .filter(change -> !change.path("operation").asText().equals("POSITION"))
                .map(change -> change.path("key").asText(""))
                .toList();
    }

    private static EventSourceClient post(String document, Map<String, ?> variables) throws Exception {
        return new EventSourceClient(EventSourceClient.request(howdah.port(), "/graphql?as=alice", null)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        JSON.writeValueAsString(Map.of("query", document, "variables", variables))))
                .build());
    }

    private static EventSourceClient get(String document, Map<String, ?> variables, String lastEventId)
            throws Exception {
        String path = "/graphql?as=alice&query=" + encoded(document) + "&variables="
                + encoded(JSON.writeValueAsString(variables));
        return new EventSourceClient(
                EventSourceClient.request(howdah.port(), path, lastEventId).build());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void send(String id, int version) throws Exception {
        howdah.send("rides.topic", id, """
                {"rideId":"%s","seq":%d,"rider":{"id":"alice"},"driver":{"id":"driver-7","name":"Nadia"},"state":"NEAR",\
                "eta":%d,"time":"2026-01-01T00:00:00.000Z"}""".formatted(id, version, version));
    }
}
