package io.howdah.push.transport;

import io.howdah.http.Accept;
import io.howdah.push.CloseCode;
import io.howdah.push.channel.CloudEventEncoder;
import io.howdah.push.channel.EventEncoder;
import io.howdah.push.channel.ResubscriptionRefusedException;
import io.howdah.push.channel.Transport;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stream of server-sent events (WHATWG HTML, 9.2) to one client. The {@code id} of each event is its cursor; an
 * EventSource sends the latest as {@code Last-Event-ID} when it reconnects. Must be used on its event loop.
 */
public final class EventStream implements Transport {

    private static final long COMMENT_MS = 15_000;
    private static final Buffer COMMENT = Buffer.buffer(":\n\n");

    /**
     * How a protocol writes its events.
     *
     * @param fields lines before the data of each event; empty for events without a name
     * @param cursors converts a position to an event's {@code id}
     * @param last returns the lines that report why the server closes the stream
     */
    public record Format(String fields, UnaryOperator<String> cursors, BiFunction<CloseCode, String, String> last) {

        /** Returns the format of the channels. */
        public static Format of(CloudEventEncoder encoder) {
            return new Format(
                    "",
                    encoder::cursor,
                    (code, reason) -> "data: " + new String(encoder.closed(code, reason), StandardCharsets.UTF_8));
        }

        /** Returns a format of named events; its last lines are a comment. */
        static Format named(String event, UnaryOperator<String> cursors) {
            return new Format("event: " + event + "\n", cursors, (code, reason) -> ":" + reason);
        }
    }

    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final String address;
    private Format format;
    private final Vertx vertx;
    private final SocketLimits limits;
    private final long comments;
    private Runnable onClose = () -> {};
    private @Nullable CloseCode ended;

    /** Starts the response. Must be called on its event loop. */
    public EventStream(
            HttpServerResponse response,
            HttpConnection connection,
            String address,
            Format format,
            Vertx vertx,
            SocketLimits limits) {
        this.response = response;
        this.address = address;
        this.connection = connection;
        this.format = format;
        this.vertx = vertx;
        this.limits = limits;
        response.setChunked(true);
        response.setWriteQueueMaxSize(limits.queueBytes());
        response.putHeader(HttpHeaders.CONTENT_TYPE, Accept.EVENTS)
                // Caches and proxies must not delay or change an event.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, no-transform")
                .putHeader("X-Accel-Buffering", "no");
        response.write(COMMENT);
        comments = vertx.setPeriodic(COMMENT_MS, tick -> comment());
        // A keep-alive connection ends this response without closing.
        response.endHandler(ended -> finish());
        response.closeHandler(gone -> finish());
    }

    private void finish() {
        Runnable gone = onClose;
        onClose = () -> {};
        vertx.cancelTimer(comments);
        vertx.getOrCreateContext().runOnContext(later -> gone.run());
    }

    /** Keeps an idle connection open on both sides and in proxies. */
    private void comment() {
        if (!isClosed() && !isFull()) {
            response.write(COMMENT);
        }
    }

    @Override
    public void write(byte[] bytes, @Nullable String position) {
        if (isClosed()) {
            return;
        }
        Buffer event = Buffer.buffer(bytes.length + 128).appendString(format.fields());
        if (position != null) {
            event.appendString("id: ")
                    .appendString(format.cursors().apply(position))
                    .appendString("\n");
        }
        event.appendString("data: ").appendBytes(bytes).appendString("\n\n");
        response.write(event);
    }

    /** Changes the encoder, too: otherwise an event's {@code id} would be a cursor for the channel's former model. */
    @Override
    public void switchTo(EventEncoder next) {
        if (next instanceof CloudEventEncoder encoder) {
            format = Format.of(encoder);
        }
    }

    /**
     * Sends the {@code id} alone, which an EventSource stores without raising an event. Clients of named events need a
     * whole event.
     */
    @Override
    public void sendPosition(byte[] bytes, String position) {
        if (!format.fields().isEmpty()) {
            write(bytes, position);
        } else if (!isClosed()) {
            response.write("id: " + format.cursors().apply(position) + "\n\n");
        }
    }

    @Override
    public long waitingBytes() {
        return ((ConnectionBase) connection).channel().bytesBeforeWritable();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public boolean isFull() {
        return !isClosed() && response.writeQueueFull();
    }

    @Override
    public boolean isClosed() {
        return response.closed() || response.ended();
    }

    @Override
    public void onDrain(Runnable resume) {
        response.drainHandler(drained -> resume.run());
    }

    @Override
    public void onClose(Runnable gone) {
        onClose = gone;
        if (isClosed()) {
            finish();
        }
    }

    @Override
    public Optional<CloseCode> ended() {
        return Optional.ofNullable(ended);
    }

    @Override
    public void close(CloseCode code) {
        end(code, "", code.reason());
    }

    @Override
    public void refuse(ResubscriptionRefusedException why) {
        if (!format.fields().isEmpty()) {
            write(why.result(), null);
        }
        close(CloseCode.CHANGED);
    }

    @Override
    public void goAway(int retryMs) {
        end(CloseCode.GOING_AWAY, "retry: " + retryMs + "\n", CloseCode.GOING_AWAY.reason(retryMs));
    }

    /** Sends the reason and ends the response; an EventSource then reconnects. */
    private void end(CloseCode code, String fields, String reason) {
        ended = code;
        vertx.cancelTimer(comments);
        String last = format.last().apply(code, reason);
        // Data that the client does not read would keep the connection open forever.
        long timer = vertx.setTimer(limits.close().toMillis(), late -> terminate());
        response.end(Buffer.buffer(fields + last + "\n\n")).onSuccess(written -> vertx.cancelTimer(timer));
    }

    private void terminate() {
        WebSocketConnection.terminate(connection);
    }
}
