package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CollectorStub;
import io.howdah.testing.CollectorStub.ReceivedSpan;
import io.howdah.testing.Http;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTokens;
import io.howdah.testing.Things;
import io.howdah.testing.TransportWsClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests, each of which is recorded, from HTTP to MongoDB. */
class RequestTracesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "things.topic";
    private static final String SECRET = "s3cret-key";

    @TempDir
    private static Path root;

    private static CollectorStub collector;
    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        collector = CollectorStub.start();
        ApplicationFolder.in(root)
                .set(TOPIC, "none")
                .write(ApplicationFolder.ROUTES_FILE, Things.routes("{id: .id, sequence: .sequence}"));
        howdah = RunningApplication.folder(
                root,
                Map.of("howdah.trace.endpoint", collector.url(), "howdah.trace.sample-ratio", "1"),
                List.of(TOPIC));
        howdah.collection("things")
                .insertOne(new Document("_id", SECRET)
                        .append("id", SECRET)
                        .append("sequence", 1L)
                        .append("_h", new Document("rev", 1L)));
    }

    @AfterAll
    static void stop() {
        howdah.close();
        collector.close();
    }

    @Test
    void operationStandsBetweenItsRequestAndMongo() throws Exception {
        // When
        String trace = graphQl("query One($id: ID!) { thing(id: $id) { sequence } }", Map.of("id", SECRET));

        // Then
        ReceivedSpan http = span(trace, "POST /graphql");
        ReceivedSpan operation = span(trace, "query");
        ReceivedSpan find = span(trace, "find things");
        assertThat(http.parentId()).isEmpty();
        assertThat(operation.parentId()).isEqualTo(http.spanId());
        assertThat(find.parentId()).isEqualTo(operation.spanId());
        assertThat(http.kind()).isEqualTo("SERVER");
        assertThat(http.attributes())
                .isEqualTo(Map.of(
                        "http.request.method", "POST",
                        "http.route", "/graphql",
                        "http.response.status_code", "200",
                        "url.scheme", "http"));
        assertThat(operation.attributes())
                .isEqualTo(Map.of("graphql.operation.type", "query", "graphql.operation.name", "One"));
        assertThat(collector.trace(trace)).hasSize(3).noneMatch(ReceivedSpan::failed);
        requireNoSecret();
    }

    @Test
    void requestGoesOnWithTheTraceOfItsClient() throws Exception {
        String trace = UUID.randomUUID().toString().replace("-", "");

        assertThat(graphQl(
                        "{ things { edges { node { id } } } }",
                        Map.of(),
                        "traceparent",
                        "00-" + trace + "-00f067aa0ba902b7-00"))
                .isEqualTo(trace);

        assertThat(span(trace, "POST /graphql").parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(span(trace, "find things").parentId())
                .isEqualTo(span(trace, "query").spanId());
    }

    @Test
    void operationThatFailsSaysItsCode() throws Exception {
        String trace = graphQl("query Bad { nothing }", Map.of());

        ReceivedSpan operation = span(trace, "GraphQL operation");
        assertThat(operation.failed()).isTrue();
        assertThat(operation.attributes()).isEqualTo(Map.of("error.type", "GRAPHQL_VALIDATION_FAILED"));
        assertThat(span(trace, "POST /graphql").failed()).isFalse();
    }

    @Test
    void pageOfRestStandsAboveItsCommand() throws Exception {
        String trace = get("/api/things/" + SECRET + "?fields=id");

        ReceivedSpan http = span(trace, "GET /api/:collection/:key");
        assertThat(span(trace, "find things").parentId()).isEqualTo(http.spanId());
        assertThat(http.attributes()).containsEntry("http.response.status_code", "200");
        requireNoSecret();
    }

    @Test
    void refusedRequestIsRecordedToo() throws Exception {
        String trace = UUID.randomUUID().toString().replace("-", "");
        Http.client()
                .send(
                        TestTokens.request("http://127.0.0.1:" + howdah.port() + "/nothing/here")
                                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                                .build(),
                        BodyHandlers.discarding());

        ReceivedSpan http = span(trace, "GET");
        assertThat(http.attributes()).containsEntry("http.response.status_code", "404");
        assertThat(http.failed()).isFalse();
    }

    @Test
    void subscriptionBySocketIsRecordedAsItsBeginning() {
        try (TransportWsClient client = TransportWsClient.alice(howdah.port())) {
            client.subscribe("1", "subscription Follow { thingChanged { operation } }");
            client.next("next", "1");
        }

        eventually(() -> assertThat(collector.spans())
                .filteredOn(span -> "Follow".equals(span.attributes().get("graphql.operation.name")))
                .singleElement()
                .satisfies(operation -> {
                    assertThat(operation.name()).isEqualTo("subscription");
                    assertThat(operation.failed()).isFalse();
                    assertThat(span(operation.traceId(), "graphql-transport-ws subscribe")
                                    .spanId())
                            .isEqualTo(operation.parentId());
                }));
    }

    @Test
    void recordWithoutATraceBeginsOne() throws Exception {
        howdah.send(TOPIC, "own", "{\"id\":\"own\",\"sequence\":1}");

        eventually(() -> {
            Document stored =
                    howdah.collection("things").find(new Document("_id", "own")).first();
            assertThat(stored).isNotNull();
            String traceparent = stored.get("_h", Document.class).getString("tp");
            assertThat(traceparent).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f][13579bdf]");
            assertThat(span(traceparent.substring(3, 35), "process " + howdah.topic(TOPIC))
                            .parentId())
                    .isEmpty();
        });
    }

    private static void eventually(ThrowingRunnable holds) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(holds);
    }

    /** Posts an operation and gives its trace, by its answer. */
    private static String graphQl(String query, Map<String, ?> variables, String... headers)
            throws IOException, InterruptedException {
        String body = JSON.writeValueAsString(Map.of("query", query, "variables", variables));
        var request = TestTokens.request("http://127.0.0.1:" + howdah.port() + "/graphql?as=alice")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return trace(Http.client().send(request.build(), BodyHandlers.ofString()));
    }

    private static String get(String path) throws IOException, InterruptedException {
        return trace(howdah.get(howdah.port(), path));
    }

    private static String trace(HttpResponse<?> answer) {
        return answer.headers().firstValue("X-Correlation-Id").orElseThrow();
    }

    /** The spans contain neither variables, nor paths, nor filters. */
    private static void requireNoSecret() {
        assertThat(collector.spans()).noneMatch(span -> span.toString().contains(SECRET));
    }

    private static ReceivedSpan span(String trace, String name) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> collector.trace(trace).stream()
                                .filter(span -> span.name().equals(name))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
