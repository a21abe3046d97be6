package io.howdah.push.transport;

import io.howdah.push.ClientSocket;
import io.howdah.push.CloseCode;
import io.howdah.push.channel.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One open socket. All of it runs on the socket's own event loop, but for {@link #send}. */
public final class WebSocketConnection implements Transport, ClientSocket {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);

    private static final int MAX_REASON_LENGTH = 123;

    private final String key;
    private final String path;
    private final String address;
    private final ServerWebSocket socket;
    private final ConnectionBase line;
    private final LoopWrites writes;
    private final Vertx vertx;
    private final Context context;
    private final SocketLimits limits;
    private final Promise<Void> closed = Promise.promise();
    private final long pings;
    private boolean alive = true;
    private boolean unflushed;
    private @Nullable ByteBuf pending;
    private final Runnable flush = this::flush;
    private Runnable onClose = () -> {};
    private @Nullable CloseCode ended;

    /**
     * Takes over the socket; must be called on its event loop.
     *
     * @throws IllegalStateException if it has closed already
     */
    public WebSocketConnection(
            String key,
            String path,
            String address,
            ServerWebSocket socket,
            HttpConnection line,
            LoopWrites writes,
            Vertx vertx,
            SocketLimits limits) {
        this.key = key;
        this.path = path;
        this.address = address;
        this.socket = socket;
        this.line = (ConnectionBase) line;
        this.writes = writes;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.limits = limits;
        socket.setWriteQueueMaxSize(limits.queueBytes());
        socket.pongHandler(pong -> alive = true);
        this.pings = vertx.setPeriodic(limits.ping().toMillis(), tick -> ping());
        socket.exceptionHandler(this::fail);
        WebSocketFrameCheck.add(line, limits.messageBytes(), broken -> context.runOnContext(now -> fail(broken)));
        socket.closeHandler(now -> {
            vertx.cancelTimer(pings);
            ReferenceCountUtil.release(pending);
            pending = null;
            // Not at once: the socket may be closed while the set it is in is being walked.
            context.runOnContext(later -> {
                onClose.run();
                closed.complete();
            });
        });
    }

    String key() {
        return key;
    }

    public String path() {
        return path;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public Future<Void> closed() {
        return closed.future();
    }

    /** Sends a text frame from any thread, in the order of the calls. */
    public void send(byte[] utf8) {
        context.runOnContext(now -> offer(utf8));
    }

    /** Writes a text frame without ever waiting for the client; returns false if no more may be offered. */
    boolean offer(byte[] utf8) {
        if (socket.isClosed()) {
            return false;
        }
        if (isFull()) {
            LOG.atInfo()
                    .addKeyValue("path", path)
                    .addKeyValue("remote", socket.remoteAddress())
                    .addKeyValue("code", CloseCode.TOO_SLOW.code())
                    .log("Closed a socket that reads too slowly");
            close(CloseCode.TOO_SLOW);
            return false;
        }
        write(utf8, null);
        return true;
    }

    @Override
    public void write(byte[] frame, @Nullable String position) {
        if (!socket.isClosed()) {
            // Past Vert.x, which would encode the frame for each socket again and flush each by itself.
            var unused = line.channelHandlerContext().write(writes.frame(frame), line.voidPromise);
            flushLater();
        }
    }

    private void flushLater() {
        if (!unflushed) {
            unflushed = true;
            writes.later(flush);
        }
    }

    /** No other socket gets the same bytes, so that what is sent close together is put together. */
    @Override
    public void writeText(byte[]... utf8) {
        if (socket.isClosed()) {
            return;
        }
        ByteBuf buffer = pending;
        if (buffer == null) {
            buffer = line.channelHandlerContext().alloc().directBuffer(LoopWrites.length(utf8));
            pending = buffer;
        }
        LoopWrites.append(buffer, utf8);
        if (buffer.readableBytes() >= limits.queueBytes()) {
            handOver();
        }
        flushLater();
    }

    private void handOver() {
        ByteBuf buffer = pending;
        pending = null;
        if (buffer != null) {
            var unused = line.channelHandlerContext().write(buffer, line.voidPromise);
        }
    }

    @Override
    public long waitingBytes() {
        return line.channel().bytesBeforeWritable();
    }

    @Override
    public void onMessage(Consumer<String> text, Runnable other) {
        socket.textMessageHandler(text::accept);
        socket.binaryMessageHandler(bytes -> other.run());
    }

    @Override
    public Runnable limitInput(int maxBytes, Runnable exceeded) {
        return InputLimit.add(
                line.channelHandlerContext().pipeline(), maxBytes, () -> context.runOnContext(now -> exceeded.run()));
    }

    private void flush() {
        unflushed = false;
        handOver();
        line.channelHandlerContext().flush();
    }

    @Override
    public boolean isFull() {
        if (unflushed && line.isNotWritable()) {
            // What waits for the flush alone is no sign of a client that does not keep up.
            flush();
        }
        return line.isNotWritable() && !socket.isClosed();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void onDrain(Runnable resume) {
        socket.drainHandler(drained -> resume.run());
    }

    @Override
    public void onClose(Runnable gone) {
        onClose = gone;
    }

    @Override
    public void close(CloseCode code) {
        close(code, code.reason());
    }

    @Override
    public void goAway(int retryMs) {
        close(CloseCode.GOING_AWAY, CloseCode.GOING_AWAY.reason(retryMs));
    }

    @Override
    public Optional<CloseCode> ended() {
        return Optional.ofNullable(ended);
    }

    /** Drops what the client says, as long as none of its messages is too big. */
    public void dropMessages() {
        socket.frameHandler(new IgnoredMessages(limits.messageBytes(), () -> closeOnce(CloseCode.TOO_BIG)));
    }

    private void closeOnce(CloseCode code) {
        if (!socket.isClosed()) {
            close(code);
        }
    }

    /** A broken line, or a message that is too big or no WebSocket frame: no other can follow it. */
    private void fail(Throwable failure) {
        LOG.atDebug()
                .addKeyValue("path", path)
                .addKeyValue("remote", socket.remoteAddress())
                .addKeyValue("reason", failure.getMessage())
                .log("A socket failed");
        if (failure instanceof CorruptedWebSocketFrameException broken) {
            closeOnce(code(broken));
        } else if (failure instanceof IllegalStateException) {
            // What Vert.x says of a message that is too big in all its parts.
            closeOnce(CloseCode.TOO_BIG);
        } else {
            cut();
        }
    }

    private static CloseCode code(CorruptedWebSocketFrameException broken) {
        WebSocketCloseStatus status = broken.closeStatus();
        if (status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
            return CloseCode.TOO_BIG;
        }
        return status.equals(WebSocketCloseStatus.INVALID_PAYLOAD_DATA) ? CloseCode.NO_TEXT : CloseCode.MALFORMED;
    }

    private void close(CloseCode code, String reason) {
        ended = code;
        close(code.code(), reason);
    }

    @Override
    public void close(int code, String reason) {
        if (socket.isClosed()) {
            return;
        }
        // What was sent before is not to be overtaken.
        flush();
        socket.close((short) code, cut(reason));
        // The close frame waits behind what the client does not read, perhaps for ever.
        vertx.setTimer(limits.close().toMillis(), late -> cut());
    }

    /** RFC 6455, 5.5: what a close frame holds beside its code. */
    private static String cut(String reason) {
        String cut = reason;
        while (ByteBufUtil.utf8Bytes(cut) > MAX_REASON_LENGTH) {
            cut = cut.substring(0, cut.length() - 1);
        }
        return cut;
    }

    private void ping() {
        if (!alive) {
            ended = ended == null ? CloseCode.SILENT : ended;
            cut();
            return;
        }
        alive = false;
        if (!socket.isClosed()) {
            socket.writePing(Buffer.buffer());
        }
    }

    /** Ends the connection at once, with what is queued: Vert.x's own close waits until that is written. */
    private void cut() {
        var unused = line.channelHandlerContext().close();
    }

    static void cut(HttpConnection line) {
        var unused = ((ConnectionBase) line).channelHandlerContext().close();
    }
}
