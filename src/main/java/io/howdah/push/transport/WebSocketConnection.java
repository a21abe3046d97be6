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

/** Open WebSocket. All methods but {@link #send} must be called on its event loop. */
public final class WebSocketConnection implements Transport, ClientSocket {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);

    private static final int MAX_REASON_LENGTH = 123;

    private final String key;
    private final String path;
    private final String address;
    private final ServerWebSocket socket;
    private final ConnectionBase connection;
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
     * Takes over a socket. Must be called on its event loop.
     *
     * @throws IllegalStateException if it has already closed
     */
    public WebSocketConnection(
            String key,
            String path,
            String address,
            ServerWebSocket socket,
            HttpConnection connection,
            LoopWrites writes,
            Vertx vertx,
            SocketLimits limits) {
        this.key = key;
        this.path = path;
        this.address = address;
        this.socket = socket;
        this.connection = (ConnectionBase) connection;
        this.writes = writes;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.limits = limits;
        socket.setWriteQueueMaxSize(limits.queueBytes());
        socket.pongHandler(pong -> alive = true);
        this.pings = vertx.setPeriodic(limits.ping().toMillis(), tick -> ping());
        socket.exceptionHandler(this::fail);
        WebSocketFrameCheck.add(connection, limits.messageBytes(), broken -> context.runOnContext(now -> fail(broken)));
        socket.closeHandler(now -> {
            vertx.cancelTimer(pings);
            ReferenceCountUtil.release(pending);
            pending = null;
            // Asynchronous, as the socket may close while its set is being iterated.
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

    /** Sends a text message, in the order of the calls. May be called on any thread. */
    public void send(byte[] utf8) {
        context.runOnContext(now -> offer(utf8));
    }

    /**
     * Writes a text message without blocking; closes a socket that is full.
     *
     * @return false if the socket is closed
     */
    boolean offer(byte[] utf8) {
        if (socket.isClosed()) {
            return false;
        }
        if (isFull()) {
            LOG.atInfo()
                    .addKeyValue("path", path)
                    .addKeyValue("remote", socket.remoteAddress())
                    .addKeyValue("code", CloseCode.TOO_SLOW.code())
                    .log("Closed a socket: the client reads too slowly");
            close(CloseCode.TOO_SLOW);
            return false;
        }
        write(utf8, null);
        return true;
    }

    @Override
    public void write(byte[] utf8, @Nullable String position) {
        if (!socket.isClosed()) {
            // Bypasses Vert.x, which would encode and flush the frame for each socket.
            var unused = connection.channelHandlerContext().write(writes.frame(utf8), connection.voidPromise);
            flushLater();
        }
    }

    private void flushLater() {
        if (!unflushed) {
            unflushed = true;
            writes.later(flush);
        }
    }

    /** Batches frames that are sent close together, as no other socket gets the same bytes. */
    @Override
    public void writeText(byte[]... utf8) {
        if (socket.isClosed()) {
            return;
        }
        ByteBuf buffer = pending;
        if (buffer == null) {
            buffer = connection.channelHandlerContext().alloc().directBuffer(LoopWrites.length(utf8));
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
            var unused = connection.channelHandlerContext().write(buffer, connection.voidPromise);
        }
    }

    @Override
    public long waitingBytes() {
        return connection.channel().bytesBeforeWritable();
    }

    @Override
    public void onMessage(Consumer<String> text, Runnable other) {
        socket.textMessageHandler(text::accept);
        socket.binaryMessageHandler(bytes -> other.run());
    }

    @Override
    public Runnable limitInput(int maxBytes, Runnable exceeded) {
        return InputLimit.add(
                connection.channelHandlerContext().pipeline(),
                maxBytes,
                () -> context.runOnContext(now -> exceeded.run()));
    }

    private void flush() {
        unflushed = false;
        handOver();
        connection.channelHandlerContext().flush();
    }

    @Override
    public boolean isFull() {
        if (unflushed && connection.isNotWritable()) {
            // Bytes that only wait for the flush do not mean that the client is slow.
            flush();
        }
        return connection.isNotWritable() && !socket.isClosed();
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

    /** Discards the client's messages; closes the socket if one is too big. */
    public void dropMessages() {
        socket.frameHandler(new IgnoredMessages(limits.messageBytes(), () -> closeOnce(CloseCode.TOO_BIG)));
    }

    private void closeOnce(CloseCode code) {
        if (!socket.isClosed()) {
            close(code);
        }
    }

    /** Handles a broken connection, an invalid frame or a message that is too big: nothing valid can follow. */
    private void fail(Throwable failure) {
        LOG.atDebug()
                .addKeyValue("path", path)
                .addKeyValue("remote", socket.remoteAddress())
                .addKeyValue("reason", failure.getMessage())
                .log("Socket failed");
        if (failure instanceof CorruptedWebSocketFrameException broken) {
            closeOnce(code(broken));
        } else if (failure instanceof IllegalStateException) {
            // Vert.x reports a message of several frames that is too big like this.
            closeOnce(CloseCode.TOO_BIG);
        } else {
            terminate();
        }
    }

    private static CloseCode code(CorruptedWebSocketFrameException broken) {
        WebSocketCloseStatus status = broken.closeStatus();
        if (status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
            return CloseCode.TOO_BIG;
        }
        return status.equals(WebSocketCloseStatus.INVALID_PAYLOAD_DATA) ? CloseCode.INVALID_TEXT : CloseCode.MALFORMED;
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
        // The close frame must not overtake earlier messages.
        flush();
        socket.close((short) code, truncate(reason));
        // The close frame may wait forever behind data that the client does not read.
        vertx.setTimer(limits.close().toMillis(), late -> terminate());
    }

    /** Truncates a reason to what fits into a close frame (RFC 6455, 5.5). */
    private static String truncate(String reason) {
        String truncated = reason;
        while (ByteBufUtil.utf8Bytes(truncated) > MAX_REASON_LENGTH) {
            truncated = truncated.substring(0, truncated.length() - 1);
        }
        return truncated;
    }

    private void ping() {
        if (!alive) {
            ended = ended == null ? CloseCode.SILENT : ended;
            terminate();
            return;
        }
        alive = false;
        if (!socket.isClosed()) {
            socket.writePing(Buffer.buffer());
        }
    }

    /** Closes the connection at once and discards its queue; Vert.x's own close waits until the queue is written. */
    private void terminate() {
        var unused = connection.channelHandlerContext().close();
    }

    static void terminate(HttpConnection connection) {
        var unused = ((ConnectionBase) connection).channelHandlerContext().close();
    }
}
