package io.howdah.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A WebSocket subscriber that keeps every frame. */
public final class NotificationClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final WebSocket socket;

    /** Connects to a channel and is a subscriber of it when this returns. */
    public NotificationClient(int port, String channel) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/notifications/" + channel), new Listener())
                .join();
    }

    /** The frames so far, in their order. */
    public List<JsonNode> frames() {
        return frames;
    }

    /** The frames of one document so far, in their order. */
    public List<JsonNode> frames(String subject) {
        return frames.stream()
                .filter(frame -> frame.path("subject").asText().equals(subject))
                .toList();
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                frames.add(parse(text.toString()));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        private static JsonNode parse(String json) {
            try {
                return JSON.readTree(json);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
