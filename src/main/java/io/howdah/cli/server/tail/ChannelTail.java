package io.howdah.cli.server.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.cli.CommandException;
import io.howdah.text.JsonMappers;
import io.howdah.timing.Backoff;
import io.howdah.timing.Pause;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket subscriber of a channel of a running process. After a lost connection it reconnects with its last cursor. Not
 * thread-safe.
 */
public final class ChannelTail {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = JsonMappers.PLAIN;
    private static final String PREFIX = "io.howdah.";
    private static final String ITEM = PREFIX + "snapshot.item";
    private static final String SNAPSHOT_END = PREFIX + "snapshot.end";

    /** Types of events about the subscription itself, which only move its cursor. */
    private static final Set<String> SILENT = Set.of(PREFIX + "ready", PREFIX + "position");

    /** Code that the server closes a connection with when its token expires. */
    private static final int EXPIRED = 4401;

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));

    private final URI base;
    private final String channel;
    private final String token;
    private final Consumer<String> log;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    private String cursor = "";
    private boolean wantsSnapshot;

    /**
     * Creates a subscriber that is not connected yet.
     *
     * @param base the address of the process's application port, such as {@code http://127.0.0.1:8080}
     * @param channel the channel
     * @param token the bearer token, empty for none
     * @param log receives a line for each lost connection
     */
    public ChannelTail(URI base, String channel, String token, Consumer<String> log) {
        this.base = base;
        this.channel = channel;
        this.token = token;
        this.log = log;
    }

    /** A text message of a connection, or, if {@code text} is null, its end. */
    private record Received(@Nullable String text, int closeCode) {}

    /**
     * Passes on events until the filter has reached its limit.
     *
     * @param snapshot whether the current documents come first
     * @throws CommandException if the first connection fails, the subscription is refused, or the token expires
     */
    public void follow(boolean snapshot, TailFilter filter) throws InterruptedException {
        wantsSnapshot = snapshot;
        boolean wasConnected = false;
        int failures = 0;
        while (!filter.isDone()) {
            BlockingQueue<Received> received = new LinkedBlockingQueue<>();
            WebSocket socket = connect(received, wasConnected);
            if (socket != null) {
                wasConnected = true;
                failures = 0;
                int code = listen(received, filter);
                socket.abort();
                if (code == EXPIRED) {
                    throw new CommandException("the token has expired; set --token or HOWDAH_TOKEN to a new one");
                }
            }
            if (!filter.isDone()) {
                log.accept("lost the connection to " + base + "; reconnecting");
                failures++;
                Pause.sleep(BACKOFF.after(failures));
            }
        }
    }

    /** Returns the open socket, or null if the server was connected before and is temporarily unavailable. */
    private @Nullable WebSocket connect(BlockingQueue<Received> received, boolean wasConnected) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT);
        if (!token.isEmpty()) {
            builder.header("Authorization", "Bearer " + token);
        }
        try {
            return builder.buildAsync(address(), new Listener(received)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                int status = refused.getResponse().statusCode();
                if (!wasConnected || (status != 429 && status < 500)) {
                    throw new CommandException(refusal(status));
                }
            } else if (!wasConnected) {
                String problem = e.getCause() instanceof ConnectException
                        ? " does not respond"
                        : " sends no valid HTTP response";
                throw new CommandException(
                        base + problem + "; start Howdah there, or set --url to the address of its application port");
            }
            return null;
        }
    }

    private String refusal(int status) {
        String what = "channel " + channel + " at " + base + ": ";
        return switch (status) {
            case 401 -> what + "the token is missing or invalid; set --token or HOWDAH_TOKEN to a valid one";
            case 403 -> what + "this token may not subscribe; use another one";
            case 404 -> what + "the channel does not exist; `howdah routes` lists the notify routes";
            default -> what + "the response has status " + status + "; check --url, or try again";
        };
    }

    private URI address() {
        String query = cursor.isEmpty()
                ? (wantsSnapshot ? "?snapshot=true" : "")
                : "?since=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        String path = "/notifications/" + URLEncoder.encode(channel, StandardCharsets.UTF_8);
        return URI.create(base.toString().replaceFirst("^(?i)http", "ws") + path + query);
    }

    /** Passes on messages, and returns the close code of the connection, 0 for none. */
    private int listen(BlockingQueue<Received> messages, TailFilter filter) throws InterruptedException {
        while (!filter.isDone()) {
            Received received = messages.take();
            if (received.text() == null) {
                return received.closeCode();
            }
            show(received.text(), filter);
        }
        return 0;
    }

    private void show(String text, TailFilter filter) {
        JsonNode event;
        try {
            event = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CommandException(
                    base + " sends a message that is not JSON; set --url to the address of the application port");
        }
        String type = event.path("type").asText();
        wantsSnapshot &= !type.equals(SNAPSHOT_END);
        // A snapshot cannot be resumed before its end.
        if (!wantsSnapshot && event.hasNonNull("id") && !type.equals(ITEM)) {
            cursor = event.path("id").asText();
        }
        if (!SILENT.contains(type)) {
            filter.accept(line(event, type));
        }
    }

    private TailLine line(JsonNode event, String type) {
        String what = type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : type;
        return new TailLine(
                what.startsWith(channel + ".") ? what.substring(channel.length() + 1) : what,
                event.path("subject").asText(null),
                event.path("version").asText(null),
                time(event.path("time").asText("")),
                Instant.now(),
                event.get("data"),
                null);
    }

    private static @Nullable Instant time(String text) {
        try {
            return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Queues the messages of a connection and its end. */
    private static final class Listener implements WebSocket.Listener {

        private final BlockingQueue<Received> received;
        private final StringBuilder text = new StringBuilder();

        Listener(BlockingQueue<Received> received) {
            this.received = received;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                received.add(new Received(text.toString(), 0));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            received.add(new Received(null, code));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            received.add(new Received(null, 0));
        }
    }
}
