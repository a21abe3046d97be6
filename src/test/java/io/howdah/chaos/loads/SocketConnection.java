package io.howdah.chaos.loads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Http;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A WebSocket that passes each text frame to a consumer. */
final class SocketConnection implements WebSocket.Listener, ClientConnection {

    static final long CONNECT_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();

    private static final Pattern RETRY = Pattern.compile("retry in (\\d+) ms");

    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final boolean reading;
    private final int greetings;
    private final BiConsumer<WebSocket, JsonNode> frames;
    private WebSocket socket;

    private SocketConnection(boolean reading, int greetings, BiConsumer<WebSocket, JsonNode> frames) {
        this.reading = reading;
        this.greetings = greetings;
        this.frames = frames;
    }

    /**
     * Opens a socket.
     *
     * @param greetings how many frames a client takes that does not read
     */
    static SocketConnection open(
            Transport.Request request,
            String path,
            String protocol,
            int greetings,
            BiConsumer<WebSocket, JsonNode> frames)
            throws Exception {
        SocketConnection connection = new SocketConnection(request.reading(), greetings, frames);
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().subprotocols(protocol);
        Clients.identify(request.rider(), builder::header);
        CompletableFuture<WebSocket> opening =
                builder.buildAsync(URI.create("ws://127.0.0.1:" + request.port() + path), connection);
        try {
            connection.socket = opening.get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            opening.thenAccept(WebSocket::abort);
            throw e;
        }
        return connection;
    }

    void send(String message) throws Exception {
        socket.sendText(message, true).get(CONNECT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onOpen(WebSocket opened) {
        int first = reading ? 1 : greetings;
        if (first > 0) {
            opened.request(first);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            accept(from, text.toString());
            text.setLength(0);
        }
        if (reading) {
            from.request(1);
        }
        return null;
    }

    private void accept(WebSocket from, String frame) {
        try {
            frames.accept(from, JSON.readTree(frame));
        } catch (Exception e) {
            LOG.error("Cannot handle the frame {}", frame, e);
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        Matcher retry = RETRY.matcher(reason);
        ended.complete(retry.find() ? Integer.parseInt(retry.group(1)) : DEFAULT_RETRY_MS);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        ended.complete(DEFAULT_RETRY_MS);
    }

    @Override
    public CompletableFuture<Integer> ended() {
        return ended;
    }

    @Override
    public void close() {
        socket.abort();
        ended.complete(DEFAULT_RETRY_MS);
    }
}
