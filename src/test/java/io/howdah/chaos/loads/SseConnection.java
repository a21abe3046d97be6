package io.howdah.chaos.loads;

import io.howdah.testing.Http;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * A stream of server-sent events that passes the name and the data of each to a consumer.
 *
 * @param body the body of the response
 * @param ended completes when the stream has ended
 */
record SseConnection(InputStream body, CompletableFuture<Integer> ended) implements ClientConnection {

    private static final HttpClient HTTP = Http.client();

    /**
     * Opens a stream.
     *
     * @param path the path of the request
     * @param method completes the request, if it is more than a GET
     * @param events takes the name of an event, or "", and its data
     */
    static ClientConnection open(
            Transport.Request request,
            String path,
            UnaryOperator<HttpRequest.Builder> method,
            BiConsumer<String, String> events)
            throws Exception {
        HttpRequest.Builder builder =
                method.apply(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + request.port() + path)));
        builder.header("Accept", "text/event-stream");
        Clients.identify(request.rider(), builder::header);
        HttpResponse<InputStream> response = HTTP.sendAsync(builder.build(), HttpResponse.BodyHandlers.ofInputStream())
                .get(SocketConnection.CONNECT_SECONDS, TimeUnit.SECONDS);
        if (response.statusCode() != 200) {
            response.body().close();
            throw new IOException("answered with " + response.statusCode());
        }
        SseConnection connection = new SseConnection(response.body(), new CompletableFuture<>());
        if (request.reading()) {
            Thread reader = new Thread(() -> connection.ended.complete(connection.read(events)), "events");
            reader.setDaemon(true);
            reader.start();
        }
        return connection;
    }

    /** Reads to the end and returns the reconnect delay in milliseconds. */
    private int read(BiConsumer<String, String> events) {
        int retry = DEFAULT_RETRY_MS;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String event = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("retry:")) {
                    retry = Integer.parseInt(line.substring("retry:".length()).strip());
                } else if (line.startsWith("event:")) {
                    event = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    events.accept(event, line.substring("data:".length()));
                } else if (line.isEmpty()) {
                    event = "";
                }
            }
        } catch (IOException e) {
            // The connection was cut, by the process or by its subscriber.
        }
        return retry;
    }

    @Override
    public void close() throws IOException {
        body.close();
        ended.complete(DEFAULT_RETRY_MS);
    }
}
