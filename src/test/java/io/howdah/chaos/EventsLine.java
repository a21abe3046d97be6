package io.howdah.chaos;

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
 * A stream of server-sent events that hands on the data of each, with the event's name.
 *
 * @param body what is read
 * @param ended is done when it has ended
 */
record EventsLine(InputStream body, CompletableFuture<Integer> ended) implements Line {

    private static final HttpClient HTTP = Http.client();

    /**
     * Opens one.
     *
     * @param path where
     * @param request makes the request what it is, if it is more than a GET
     * @param events takes the name of an event, or "", and its data
     */
    static Line open(
            Way.Wish wish, String path, UnaryOperator<HttpRequest.Builder> request, BiConsumer<String, String> events)
            throws Exception {
        HttpRequest.Builder asking =
                request.apply(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + wish.port() + path)));
        asking.header("Accept", "text/event-stream");
        Clients.identify(wish.rider(), asking::header);
        HttpResponse<InputStream> response = HTTP.sendAsync(asking.build(), HttpResponse.BodyHandlers.ofInputStream())
                .get(SocketLine.CONNECT_SECONDS, TimeUnit.SECONDS);
        if (response.statusCode() != 200) {
            response.body().close();
            throw new IOException("answered with " + response.statusCode());
        }
        EventsLine line = new EventsLine(response.body(), new CompletableFuture<>());
        if (wish.reading()) {
            Thread reader = new Thread(() -> line.ended.complete(line.read(events)), "events");
            reader.setDaemon(true);
            reader.start();
        }
        return line;
    }

    /** Reads to the end, and returns when to come again. */
    private int read(BiConsumer<String, String> events) {
        int retry = SOON_MS;
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
            // The line was cut, by the process or by its subscriber.
        }
        return retry;
    }

    @Override
    public void close() throws IOException {
        body.close();
        ended.complete(SOON_MS);
    }
}
