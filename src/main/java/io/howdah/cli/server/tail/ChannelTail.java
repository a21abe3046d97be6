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

/** Looks at a channel of a running process as any subscriber does, by WebSocket; it comes again with its cursor. */
public final class ChannelTail {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = JsonMappers.PLAIN;
    private static final String PREFIX = "io.howdah.";
    private static final String ITEM = PREFIX + "snapshot.item";
    private static final String SNAPSHOT_END = PREFIX + "snapshot.end";

    /** They tell of the subscription, and only move its cursor. */
    private static final Set<String> SILENT = Set.of(PREFIX + "ready", PREFIX + "position");

    private static final int EXPIRED = 4401;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));

    private final URI base;
    private final String channel;
    private final String token;
    private final Consumer<String> notices;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    private String cursor = "";
    private boolean wantsSnapshot;

    /**
     * Makes one, which does not connect yet.
     *
     * @param base the address of the process's application port, such as {@code http://127.0.0.1:8080}
     * @param channel the channel
     * @param token the token to show, empty for none
     * @param notices is told of lost connections, a line each
     */
    public ChannelTail(URI base, String channel, String token, Consumer<String> notices) {
        this.base = base;
        this.channel = channel;
        this.token = token;
        this.notices = notices;
    }

    /** What a connection has told: a frame, or that it has ended. */
    private record Heard(@Nullable String text, int closeCode) {}

    /**
     * Shows events as they come, until enough were shown.
     *
     * @param snapshot whether the present documents are shown first
     * @throws CommandException if nobody answers at first, the subscription is refused, or the token expires
     */
    public void follow(boolean snapshot, TailFilter shown) throws InterruptedException {
        wantsSnapshot = snapshot;
        boolean wasConnected = false;
        int failures = 0;
        while (!shown.isOver()) {
            BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
            WebSocket socket = connect(heard, wasConnected);
            if (socket != null) {
                wasConnected = true;
                failures = 0;
                int code = listen(heard, shown);
                socket.abort();
                if (code == EXPIRED) {
                    throw new CommandException("the token has expired; give a new one by --token or HOWDAH_TOKEN");
                }
            }
            if (!shown.isOver()) {
                notices.accept(base + " is gone, it is tried again");
                failures++;
                Pause.sleep(BACKOFF.after(failures));
            }
        }
    }

    /** The open socket, or null where nobody answers who did before. */
    private @Nullable WebSocket connect(BlockingQueue<Heard> heard, boolean wasConnected) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(CONNECT);
        if (!token.isEmpty()) {
            builder.header("Authorization", "Bearer " + token);
        }
        try {
            return builder.buildAsync(address(), new Listener(heard)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                int status = refused.getResponse().statusCode();
                if (!wasConnected || (status != 429 && status < 500)) {
                    throw new CommandException(refusal(status));
                }
            } else if (!wasConnected) {
                String why = e.getCause() instanceof ConnectException ? "" : " that can be read";
                throw new CommandException(base + " gives no answer" + why
                        + "; start howdah there, or name the address of its application port with --url");
            }
            return null;
        }
    }

    private String refusal(int status) {
        String what = "channel " + channel + " at " + base + ": ";
        return switch (status) {
            case 401 -> what + "a token is needed, or this one is refused; give one by --token or HOWDAH_TOKEN";
            case 403 -> what + "this token may not subscribe; give another one";
            case 404 -> what + "there is no such channel; `howdah routes` lists the notify routes";
            default -> what + "answered with status " + status + "; look at the address, or try again";
        };
    }

    private URI address() {
        String query = cursor.isEmpty()
                ? (wantsSnapshot ? "?snapshot=true" : "")
                : "?since=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        String path = "/notifications/" + URLEncoder.encode(channel, StandardCharsets.UTF_8);
        return URI.create(base.toString().replaceFirst("^(?i)http", "ws") + path + query);
    }

    /** Shows what comes, and returns the code that the connection was closed with, 0 where there was none. */
    private int listen(BlockingQueue<Heard> all, TailFilter shown) throws InterruptedException {
        while (!shown.isOver()) {
            Heard heard = all.take();
            if (heard.text() == null) {
                return heard.closeCode();
            }
            show(heard.text(), shown);
        }
        return 0;
    }

    private void show(String text, TailFilter shown) {
        JsonNode event;
        try {
            event = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CommandException(base + " sends something else than JSON; correct --url");
        }
        String type = event.path("type").asText();
        wantsSnapshot &= !type.equals(SNAPSHOT_END);
        // Until its end a snapshot has no place to go on from.
        if (!wantsSnapshot && event.hasNonNull("id") && !type.equals(ITEM)) {
            cursor = event.path("id").asText();
        }
        if (!SILENT.contains(type)) {
            shown.take(sight(event, type));
        }
    }

    private TailLine sight(JsonNode event, String type) {
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

    /** Puts what a connection tells behind each other. */
    private static final class Listener implements WebSocket.Listener {

        private final BlockingQueue<Heard> heard;
        private final StringBuilder text = new StringBuilder();

        Listener(BlockingQueue<Heard> heard) {
            this.heard = heard;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard.add(new Heard(text.toString(), 0));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add(new Heard(null, code));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            heard.add(new Heard(null, 0));
        }
    }
}
