package io.howdah.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.text.JsonMappers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Client of the management port of a running process. Every failure is a {@link CommandException}. */
public final class AdminClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final ObjectMapper JSON = JsonMappers.PLAIN;

    private final URI base;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * Creates a client.
     *
     * @param token the bearer token, empty for none
     */
    AdminClient(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** Returns the host and port of the process. */
    public String process() {
        return base.getAuthority();
    }

    /** Sends a GET and returns the response, one JSON value. */
    public JsonNode get(String path) throws InterruptedException {
        return one(request(path).GET().build());
    }

    /** Sends a POST with an empty JSON object and returns the response, one JSON value. */
    public JsonNode post(String path) throws InterruptedException {
        return post(path, Map.of());
    }

    /** Sends a POST and returns the response, one JSON value. */
    public JsonNode post(String path, Map<String, Object> body) throws InterruptedException {
        return one(request(path, body));
    }

    /** Sends a POST and passes on each line of the response, a JSON value, when it arrives. */
    public void lines(String path, Map<String, Object> body, Consumer<JsonNode> each) throws InterruptedException {
        try (Stream<String> lines = send(request(path, body))) {
            lines.map(this::parse).forEach(line -> {
                if (line.has("problem")) {
                    throw new CommandException(
                            line.path("problem").path("detail").asText());
                }
                each.accept(line);
            });
        } catch (UncheckedIOException e) {
            throw new CommandException("the response of " + base
                    + " was interrupted; finished work is recorded, check whether the process still runs");
        }
    }

    /** Returns a text encoded as one segment of a path. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode one(HttpRequest request) throws InterruptedException {
        try (Stream<String> lines = send(request)) {
            return parse(lines.collect(Collectors.joining("\n")));
        }
    }

    private Stream<String> send(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
            if (response.statusCode() == OK) {
                return response.body();
            }
            try (Stream<String> lines = response.body()) {
                throw new CommandException(refusal(response.statusCode(), lines.collect(Collectors.joining("\n"))));
            }
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new CommandException(base + " does not respond; start Howdah there, or set --url or HOWDAH_ADMIN_URL"
                    + " to the address of its management port");
        } catch (IOException e) {
            throw new CommandException(base + " sends no valid HTTP response (" + e.getMessage()
                    + "); set --url to the address of the management port");
        }
    }

    private String refusal(int status, String body) {
        try {
            String detail = JSON.readTree(body).path("detail").asText("");
            if (!detail.isEmpty()) {
                return detail;
            }
        } catch (JsonProcessingException e) {
            // The response is not from a management port.
        }
        return base + " responds with status " + status + "; set --url to the address of the management port";
    }

    private HttpRequest request(String path, Map<String, Object> body) {
        try {
            return request(path)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write the request as JSON", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new CommandException(
                    base + " sends a response that is not JSON; set --url to the address of the management port");
        }
    }
}
