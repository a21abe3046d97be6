package io.howdah.chaos;

import io.howdah.testing.Http;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A stream of server-sent events that hands on the data of each, with the event's name. */
final class EventsLine {

    private static final HttpClient HTTP = Http.client();

    private EventsLine() {}

    /**
     * Opens one.
     *
     * @param events takes the name of an event, or "", and its data
     * @param closed is run when the line is gone
     */
    static AutoCloseable open(
            Way.Wish wish, HttpRequest.Builder request, BiConsumer<String, String> events, Runnable closed)
            throws Exception {
        HttpResponse<InputStream> response = HTTP.sendAsync(
                        request.header("Accept", "text/event-stream").build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .get(SocketLine.CONNECT_SECONDS, TimeUnit.SECONDS);
        if (response.statusCode() != 200) {
            response.body().close();
            throw new IOException("answered with " + response.statusCode());
        }
        if (wish.reading()) {
            Thread reader = new Thread(() -> read(response.body(), events, closed), "events");
            reader.setDaemon(true);
            reader.start();
        }
        return response.body();
    }

    private static void read(InputStream body, BiConsumer<String, String> events, Runnable closed) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String event = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    event = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    events.accept(event, line.substring("data:".length()));
                } else if (line.isEmpty()) {
                    event = "";
                }
            }
        } catch (IOException e) {
            // The line was cut, by the process or by its subscriber.
        } finally {
            closed.run();
        }
    }
}
