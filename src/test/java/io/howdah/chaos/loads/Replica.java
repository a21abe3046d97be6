package io.howdah.chaos.loads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.chaos.faults.Instance;
import io.howdah.testing.Http;
import io.howdah.testing.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One of the processes that are an application together.
 *
 * @param port the application port, also after it was started again
 * @param managementPort the port of operators
 */
public record Replica(Instance instance, int port, int managementPort) {

    static final String READY = "ready";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();
    /** As long as the chart's probe waits. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private static final Duration ANSWER = Duration.ofSeconds(20);

    public String name() {
        return instance.name();
    }

    /** Whether it says that requests may be sent to it. */
    public boolean isReady() {
        return READY.equals(readiness().join());
    }

    /** What it says to whether requests may be sent to it, {@link #READY} or why not. */
    CompletableFuture<String> readiness() {
        HttpRequest request = TestTokens.request(management("/observe/health/ready"))
                .timeout(LOOK)
                .build();
        return HTTP.sendAsync(request, BodyHandlers.discarding())
                .thenApply(answer -> answer.statusCode() == 200 ? READY : Integer.toString(answer.statusCode()))
                // The one of the request ends with the answer's head.
                .orTimeout(LOOK.toSeconds() + 1, TimeUnit.SECONDS)
                .exceptionally(failure ->
                        Objects.requireNonNullElse(failure.getCause(), failure).toString());
    }

    /** Returns a GraphQL request of a user, with optional variables and extensions. */
    HttpRequest graphQl(String as, JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/graphql"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/graphql-response+json")
                .timeout(ANSWER)
                .POST(BodyPublishers.ofString(body.toString()));
        Clients.identify(as, request::header);
        return request.build();
    }

    /** Returns the response to a user's query. */
    public JsonNode ask(String as, String query) throws Exception {
        return ask(as, JSON.createObjectNode().put("query", query));
    }

    /** Returns the response to a user's request. */
    public JsonNode ask(String as, ObjectNode body) throws Exception {
        return JSON.readTree(
                HTTP.send(graphQl(as, body), BodyHandlers.ofString()).body());
    }

    /** Returns the response of the application port to a user's POST. */
    public JsonNode post(String path, String as, String body) throws Exception {
        return json(TestTokens.request("http://127.0.0.1:" + port + path + "?as=" + as)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Returns the cookie that the response to a user's POST sets. */
    public String cookie(String path, String as, String body) throws Exception {
        HttpRequest request = TestTokens.request("http://127.0.0.1:" + port + path + "?as=" + as)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";")[0];
    }

    /** The status of a request with this token. */
    public int statusWith(String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/rides"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HTTP.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** What operators are answered that look. */
    public JsonNode admin(String path) throws Exception {
        return json(TestTokens.request(management(path)));
    }

    /** What operators are answered that do something; of several lines the first. */
    public JsonNode admin(String path, String body) throws Exception {
        return json(TestTokens.request(management(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = HTTP.send(request.timeout(ANSWER).build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    private String management(String path) {
        return "http://127.0.0.1:" + managementPort + path;
    }
}
