package io.howdah.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Http;
import io.howdah.testing.TestTokens;
import io.howdah.testing.TestTokens.Address;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A WebSocket that hands on each text frame. */
final class SocketLine implements WebSocket.Listener, AutoCloseable {

    static final long CONNECT_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(SocketLine.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();

    private final StringBuilder text = new StringBuilder();
    private final boolean reading;
    private final int greetings;
    private final BiConsumer<WebSocket, JsonNode> frames;
    private final Runnable closed;
    private WebSocket socket;

    private SocketLine(boolean reading, int greetings, BiConsumer<WebSocket, JsonNode> frames, Runnable closed) {
        this.reading = reading;
        this.greetings = greetings;
        this.frames = frames;
        this.closed = closed;
    }

    /**
     * Opens one.
     *
     * @param greetings how many frames one takes that does not read
     * @param closed is run when the process has closed it, or it broke
     */
    static SocketLine open(
            Way.Wish wish,
            String path,
            String protocol,
            int greetings,
            BiConsumer<WebSocket, JsonNode> frames,
            Runnable closed)
            throws Exception {
        SocketLine line = new SocketLine(wish.reading(), greetings, frames, closed);
        Address address = TestTokens.address("ws://127.0.0.1:" + wish.port() + path);
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().subprotocols(protocol);
        address.authorization().ifPresent(value -> builder.header("Authorization", value));
        line.socket = builder.buildAsync(address.uri(), line).get(CONNECT_SECONDS, TimeUnit.SECONDS);
        return line;
    }

    void say(String message) throws Exception {
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
            hand(from, text.toString());
            text.setLength(0);
        }
        if (reading) {
            from.request(1);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.run();
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.run();
    }

    private void hand(WebSocket from, String frame) {
        try {
            frames.accept(from, JSON.readTree(frame));
        } catch (Exception e) {
            LOG.error("A frame is wrong: {}", frame, e);
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
