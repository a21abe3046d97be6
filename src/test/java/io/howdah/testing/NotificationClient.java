package io.howdah.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.TestTokens.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A WebSocket subscriber that keeps every frame. It connects as alice by default. */
public final class NotificationClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final WebSocket socket;
    private volatile int closeCode;

    /** Connects to a channel as alice, and is a subscriber of it when this returns. */
    public NotificationClient(int port, String channel) {
        this(port, channel, "as=alice");
        await().until(() -> !controls("ready").isEmpty());
    }

    /** Connects to a channel with these parameters of its URL. */
    public NotificationClient(int port, String channel, String query) {
        this(TestTokens.address(url(port, channel, query)));
    }

    private NotificationClient(Address address) {
        WebSocket.Builder builder = Http.client().newWebSocketBuilder();
        address.authorization().ifPresent(value -> builder.header("Authorization", value));
        socket = builder.buildAsync(address.uri(), new Listener()).join();
    }

    /** Connects to a channel with these parameters of its URL, and with a token that an issuer made. */
    public static NotificationClient withToken(int port, String channel, String query, String token) {
        return new NotificationClient(
                new Address(URI.create(url(port, channel, query)), Optional.of("Bearer " + token)));
    }

    private static String url(int port, String channel, String query) {
        return "ws://127.0.0.1:" + port + "/notifications/" + channel + "?" + query;
    }

    /** The frames so far, in their order, without those that are about the subscription alone. */
    public List<JsonNode> frames() {
        return frames.stream()
                .filter(frame -> !frame.path("type").asText().matches("io\\.howdah\\.(ready|position)"))
                .toList();
    }

    /** All frames so far, in their order. */
    public List<JsonNode> all() {
        return frames;
    }

    /** The frames of a control type so far, such as {@code ready}. */
    public List<JsonNode> controls(String type) {
        return frames.stream()
                .filter(frame -> frame.path("type").asText().equals("io.howdah." + type))
                .toList();
    }

    /** The last cursor that it was given, as a client keeps it. */
    public String cursor() {
        String cursor = "";
        for (JsonNode frame : frames) {
            String type = frame.path("type").asText();
            if (!type.equals("io.howdah.snapshot.item")) {
                cursor = frame.path("id").asText();
            }
        }
        return cursor;
    }

    /** The close code, or 0 while it is open. */
    public int closeCode() {
        return closeCode;
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

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closeCode = code;
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
