package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.concurrent.TimeUnit;

/** Server-sent events of a channel, or of GraphQL. */
final class SseConnection implements ClientConnection {

    private static final HttpClient HTTP = Http.client();
    private static final long CONNECT_SECONDS = 10;

    private final Request request;
    private final ClientConnection.Listener listener;
    private final InputStream body;

    SseConnection(Request request, ClientConnection.Listener listener) throws Exception {
        this.request = request;
        this.listener = listener;
        String base = "http://127.0.0.1:" + request.port();
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                        URI.create(base + (request.isGraphQl() ? "/graphql" : request.path())))
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + request.token());
        if (request.isGraphQl()) {
            builder.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            request.operation().toString()));
        }
        HttpResponse<InputStream> response = HTTP.sendAsync(builder.build(), HttpResponse.BodyHandlers.ofInputStream())
                .get(CONNECT_SECONDS, TimeUnit.SECONDS);
        body = response.body();
        if (response.statusCode() != 200) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            throw new IOException(response.statusCode() + " " + text);
        }
        Thread reader = new Thread(this::read, "oracle-events");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        String why = "end of stream";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String event = "";
            String id = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String value = line.substring(line.indexOf(':') + 1).stripLeading();
                if (line.startsWith("event:")) {
                    event = value;
                } else if (line.startsWith("id:")) {
                    id = value;
                } else if (line.startsWith("data:")) {
                    data = value;
                } else if (line.isEmpty()) {
                    take(event, id, data);
                    event = "";
                    id = "";
                    data = "";
                }
            }
        } catch (IOException e) {
            why = e.toString();
        }
        listener.ended(why);
    }

    private void take(String event, String id, String data) throws IOException {
        if (data.isEmpty()) {
            if (!id.isEmpty() && !request.isGraphQl()) {
                listener.event(Event.position(id));
            }
            return;
        }
        JsonNode json = Kind.mapper().readTree(data);
        if (!request.isGraphQl()) {
            if (json.path("type").asText().equals("io.howdah.closed")) {
                listener.ended(data);
            } else {
                listener.event(Event.ofChannel(json));
            }
        } else if (event.equals("next")) {
            listener.event(Event.ofResult(json, request.field()));
        }
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            listener.ended(e.toString());
        }
    }
}
