package io.howdah.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.function.Consumer;

/** The subscription by server-sent events. */
final class GraphQlEventsWay implements Way {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();

    @Override
    public Line open(Wish wish, Consumer<Told> told) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + wish.port() + "/graphql"))
                .header("Accept", "text/event-stream")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(wish.request().toString()));
        Clients.identify(wish.rider(), request::header);
        HttpResponse<InputStream> response = HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                .get(SocketLine.CONNECT_SECONDS, TimeUnit.SECONDS);
        if (response.statusCode() != 200) {
            response.body().close();
            throw new IOException("answered with " + response.statusCode());
        }
        Events events = new Events(response.body(), new CompletableFuture<>());
        if (wish.reading()) {
            Thread reader = new Thread(() -> events.ended.complete(read(events.body, told)), "events");
            reader.setDaemon(true);
            reader.start();
        }
        return events;
    }

    private record Events(InputStream body, CompletableFuture<Integer> ended) implements Line {
        @Override
        public void close() throws IOException {
            body.close();
            ended.complete(SOON_MS);
        }
    }

    /** Reads to the end, and returns when to come again. */
    private static int read(InputStream body, Consumer<Told> told) {
        int retry = Line.SOON_MS;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String event = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("retry:")) {
                    retry = Integer.parseInt(line.substring("retry:".length()).strip());
                } else if (line.startsWith("event:")) {
                    event = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:") && event.equals("next")) {
                    told.accept(Told.result(JSON.readTree(line.substring("data:".length()))));
                }
            }
        } catch (IOException e) {
            // The line was cut, by the process or by its subscriber.
        }
        return retry;
    }

    @Override
    public String toString() {
        return "graphql-sse";
    }
}
