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
 * Server-sent events (the WHATWG's HTML standard, 9.2) to one client. Each event's {@code id} is its cursor, which an EventSource
 * sends as {@code Last-Event-ID} when it comes again.
 */
public final class EventStream implements Transport {

    private static final long COMMENT_MS = 15_000;
    private static final Buffer COMMENT = Buffer.buffer(":\n\n");

    /**
     * How a protocol writes its events.
     *
     * @param fields the lines that each event begins with, empty for one without a name
     * @param cursors turns a place into an event's {@code id}
     * @param last the lines that say why the server ends it
     */
    public record Wording(String fields, UnaryOperator<String> cursors, BiFunction<CloseCode, String, String> last) {

        /** That of the channels. */
        public static Wording of(CloudEventEncoder encoder) {
            return new Wording(
                    "",
                    encoder::cursor,
                    (code, reason) -> "data: " + new String(encoder.closed(code, reason), StandardCharsets.UTF_8));
        }

        /** That of events with a name, of which the last says nothing more. */
        static Wording named(String event, UnaryOperator<String> cursors) {
            return new Wording("event: " + event + "\n", cursors, (code, reason) -> ":" + reason);
        }
    }

    private final HttpServerResponse response;
    private final HttpConnection line;
    private final String address;
    private Wording wording;
    private final Vertx vertx;
    private final SocketLimits limits;
    private final long comments;
    private Runnable onClose = () -> {};
    private @Nullable CloseCode ended;

    /** Begins the answer; must be called on its event loop. */
    public EventStream(
            HttpServerResponse response,
            HttpConnection line,
            String address,
            Wording wording,
            Vertx vertx,
            SocketLimits limits) {
        this.response = response;
        this.address = address;
        this.line = line;
        this.wording = wording;
        this.vertx = vertx;
        this.limits = limits;
        response.setChunked(true);
        response.setWriteQueueMaxSize(limits.queueBytes());
        response.putHeader(HttpHeaders.CONTENT_TYPE, Accept.EVENTS)
                // No cache and no proxy may keep an event back or change it.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, no-transform")
                .putHeader("X-Accel-Buffering", "no");
        response.write(COMMENT);
        comments = vertx.setPeriodic(COMMENT_MS, tick -> comment());
        // A connection that goes on with another request ends this one without being closed.
        response.endHandler(ended -> finish());
        response.closeHandler(gone -> finish());
    }

    private void finish() {
        Runnable gone = onClose;
        onClose = () -> {};
        vertx.cancelTimer(comments);
        vertx.getOrCreateContext().runOnContext(later -> gone.run());
    }

    /** So that neither side nor a proxy takes a quiet connection for a dead one. */
    private void comment() {
        if (!isClosed() && !isFull()) {
            response.write(COMMENT);
        }
    }

    @Override
    public void write(byte[] frame, @Nullable String position) {
        if (isClosed()) {
            return;
        }
        Buffer event = Buffer.buffer(frame.length + 128).appendString(wording.fields());
        if (position != null) {
            event.appendString("id: ")
                    .appendString(wording.cursors().apply(position))
                    .appendString("\n");
        }
        event.appendString("data: ").appendBytes(frame).appendString("\n\n");
        response.write(event);
    }

    /** Else the {@code id} of an event would be a cursor for the model that the channel carried before. */
    @Override
    public void switchTo(EventEncoder next) {
        if (next instanceof CloudEventEncoder encoder) {
            wording = Wording.of(encoder);
        }
    }

    /** An EventSource takes the {@code id} alone, and makes no event of it; clients of named events look into those. */
    @Override
    public void sendPosition(byte[] frame, String position) {
        if (!wording.fields().isEmpty()) {
            write(frame, position);
        } else if (!isClosed()) {
            response.write("id: " + wording.cursors().apply(position) + "\n\n");
        }
    }

    @Override
    public long waitingBytes() {
        return ((ConnectionBase) line).channel().bytesBeforeWritable();
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
        if (!wording.fields().isEmpty()) {
            write(why.result(), null);
        }
        close(CloseCode.CHANGED);
    }

    @Override
    public void goAway(int retryMs) {
        end(CloseCode.GOING_AWAY, "retry: " + retryMs + "\n", CloseCode.GOING_AWAY.reason(retryMs));
    }

    /** Says why, since an end alone says nothing; an EventSource then comes again. */
    private void end(CloseCode code, String fields, String reason) {
        ended = code;
        vertx.cancelTimer(comments);
        String last = wording.last().apply(code, reason);
        // What a client does not read would keep the connection for ever.
        long cut = vertx.setTimer(limits.close().toMillis(), late -> cut());
        response.end(Buffer.buffer(fields + last + "\n\n")).onSuccess(written -> vertx.cancelTimer(cut));
    }

    private void cut() {
        WebSocketConnection.cut(line);
    }
}
