package io.howdah.graphql.execution;

import static io.howdah.graphql.GraphQlServer.assertFailure;
import static io.howdah.graphql.GraphQlServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.config.OperationSettings;
import io.howdah.graphql.GraphQlServer;
import io.howdah.graphql.TestLimits;
import io.howdah.graphql.TestMongo;
import io.howdah.testing.CapturedLog;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests operations while MongoDB is slow or unreachable. */
@Timeout(60)
class SlowOperationIT {

    private static final String NEW = "application/graphql-response+json";
    private static final String READ = "{\"query\":\"{ ride(id: \\\"1\\\") { note } }\"}";
    private static final String TYPENAME = "{\"query\":\"{ __typename }\"}";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final TestMongo mongo = TestMongo.behindAProxy();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CapturedLog log = new CapturedLog();
    private GraphQlServer server;

    @BeforeEach
    void listen() {
        mongo.database()
                .getCollection("rides")
                .insertOne(new Document("_id", "1").append("id", "1").append("note", "n"));
        log.attach();
    }

    @AfterEach
    void stop() {
        log.detach();
        release.countDown();
        server.close();
    }

    @Test
    void timesOutWithOneErrorAndEndsTheRead() throws Exception {
        // Given
        start(4, 100, Duration.ofMillis(500));
        mongo.hold(release);
        int broken = mongo.broken();

        // When
        HttpResponse<String> response = post(READ);

        // Then
        assertFailure(response, 504, "TIMEOUT", NEW);
        assertThat(json(response).path("errors")).hasSize(1);
        assertThat(json(response).at("/errors/0/extensions/correlationId").asText())
                .isEqualTo(TRACE);
        await().untilAsserted(() -> assertThat(mongo.broken()).isGreaterThan(broken));
        assertThat(log.lines())
                .filteredOn(line -> line.contains(TRACE))
                .singleElement()
                .asString()
                .contains("exceeded its timeout", "howdah.graphql.timeout")
                .doesNotContain("note");
    }

    @Test
    void readsNothingMoreAfterTheClientDisconnected() throws Exception {
        // Given: two sequential reads; the first takes long
        start(4, 100, Duration.ofMinutes(1));
        mongo.hold(release);
        String body = "{\"query\":\"{ a: ride(id: \\\"1\\\") { id } b: ride(id: \\\"1\\\") { note } }\"}";

        // When
        try (Socket client =
                new Socket(InetAddress.getLoopbackAddress(), server.uri("").getPort())) {
            client.getOutputStream()
                    .write(("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            await().untilAsserted(() -> assertThat(mongo.finds()).isEqualTo(1));
        }
        await().untilAsserted(() -> assertThat(server.running()).isZero());
        release.countDown();

        // Then: other clients are served, and the second read never started
        assertThat(post(READ).statusCode()).isEqualTo(200);
        assertThat(mongo.finds()).isEqualTo(2);
    }

    @Test
    void refusesOperationsAboveTheLimitAndServesTheOthers() throws Exception {
        // Given
        start(1, 1, Duration.ofMinutes(1));
        post(TYPENAME);
        mongo.hold(release);

        // When: one is read, one waits
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        responses.add(server.sendAsync(request(READ)));
        await().untilAsserted(() -> assertThat(mongo.commands()).isNotEmpty());
        responses.add(server.sendAsync(request(READ)));
        await().untilAsserted(() -> {
            HttpResponse<String> refused = post(READ);
            assertFailure(refused, 503, "OVERLOADED", NEW);
            assertThat(refused.headers().firstValue("retry-after")).contains("1");
        });

        // Then
        assertThat(post(TYPENAME).statusCode()).isEqualTo(200);
        release.countDown();
        assertThat(responses)
                .allSatisfy(response -> assertThat(response.join().body()).contains("\"note\":\"n\""));
    }

    @Test
    void slowOperationsOfOneClientLeaveThreadsToOthers() throws Exception {
        // Given two threads and one thread per client; clients are a subject and a network without one
        start(new OperationSettings(
                2, 100, 1, 2, 100, Duration.ofMinutes(1), Duration.ofMinutes(1), Optional.empty(), false));
        mongo.hold(release);
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        List<String> commands = new ArrayList<>();

        // When one of them sends many slow operations, and another one sends one
        for (int i = 0; i < 3; i++) {
            responses.add(server.sendAsync(request(READ, "alice", "10.0.0." + i)));
        }
        await().until(() -> server.running() >= 3);
        HttpResponse<String> refused =
                server.sendAsync(request(READ, "alice", "10.0.0.9")).get(20, TimeUnit.SECONDS);
        assertFailure(refused, 429, "RATE_LIMITED", NEW);
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        responses.add(server.sendAsync(request(READ.replace("\\\"1", "\\\"2"), "", "10.1.0.1")));

        // Then the latter has a thread although the first one's operations wait
        await().untilAsserted(() -> {
            mongo.commands().forEach(command -> commands.add(command.toJson()));
            assertThat(commands).anyMatch(command -> command.contains("\"_id\": \"2\""));
        });
        release.countDown();
        assertThat(responses)
                .allSatisfy(response -> assertThat(response.join().statusCode()).isEqualTo(200));
    }

    @Test
    void reportsThatMongoDbIsUnreachableWithoutItsAddress() throws Exception {
        // Given
        start(4, 100, Duration.ofSeconds(20));
        mongo.refuseConnections();

        // When
        HttpResponse<String> response = post(READ);

        // Then
        assertThat(json(response).at("/errors/0/extensions/code").asText()).isEqualTo("SERVICE_UNAVAILABLE");
        assertThat(json(response).at("/errors/0/path").toString()).isEqualTo("[\"ride\"]");
        assertThat(response.body()).doesNotContain("127.0.0.1", "mongo", "Mongo", "Exception");
        assertThat(response.headers().firstValue("x-correlation-id")).contains(TRACE);
        assertThat(log.lines()).anyMatch(line -> line.contains("A GraphQL field failed") && line.contains(TRACE));
    }

    private void start(int threads, int queue, Duration timeout) throws Exception {
        start(TestLimits.operations(threads, queue, timeout));
    }

    private void start(OperationSettings settings) throws Exception {
        server = new GraphQlServer(mongo, settings, PersistedQueries.withoutList());
    }

    private HttpResponse<String> post(String body) throws Exception {
        return server.send(request(body));
    }

    private HttpRequest.Builder request(String body) {
        return request(body, "", "10.0.0.1");
    }

    private HttpRequest.Builder request(String body, String subject, String address) {
        return HttpRequest.newBuilder(server.uri(subject.isEmpty() ? "" : "?as=" + subject))
                .header("X-Forwarded-For", address)
                .header("Accept", NEW)
                .header("Content-Type", "application/json")
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                .POST(BodyPublishers.ofString(body));
    }
}
