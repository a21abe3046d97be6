package io.howdah.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** What an EventSource of a browser does, without its reconnect; it keeps every line. */
public final class EventSourceClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final HttpResponse<Stream<String>> response;

    /**
     * Connects to a channel.
     *
     * @param query the parameters of its URL
     * @param lastEventId the cursor that an EventSource that comes again sends, null for the first time
     */
    public EventSourceClient(int port, String channel, String query, String lastEventId)
            throws IOException, InterruptedException {
        this(request(port, "/notifications/" + channel + "?" + query, lastEventId)
                .build());
    }

    /** Sends a request, whose answer is a stream of events or a refusal. */
    public EventSourceClient(HttpRequest request) throws IOException, InterruptedException {
        response = Http.client().send(request, HttpResponse.BodyHandlers.ofLines());
        Thread reader = new Thread(() -> {
            try (Stream<String> body = response.body()) {
                body.forEach(lines::add);
            } catch (RuntimeException e) {
                lines.add("end: " + e);
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    /** What an EventSource asks for; {@code lastEventId} is null for the first time. */
    public static HttpRequest.Builder request(int port, String pathAndQuery, String lastEventId) {
        HttpRequest.Builder request =
                TestTokens.request("http://127.0.0.1:" + port + pathAndQuery).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return request;
    }

    /** The status of the answer. */
    public int status() {
        return response.statusCode();
    }

    /** The headers of the answer. */
    public HttpHeaders headers() {
        return response.headers();
    }

    /** What follows this prefix, such as {@code "id: "}, in the lines so far that begin with it. */
    public List<String> lines(String prefix) {
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    /** The events so far, in their order. */
    public List<JsonNode> all() {
        return lines("data: ").stream().map(EventSourceClient::parse).toList();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        response.body().close();
    }
}
