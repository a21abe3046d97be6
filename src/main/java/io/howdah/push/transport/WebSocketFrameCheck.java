package io.howdah.push.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Consumer;

/**
 * Enforces RFC 6455 on a client's frames. Vert.x 4.5 accepts invalid UTF-8 as text, and closes the connection at the
 * first broken frame, sometimes before it has sent the close code.
 */
final class WebSocketFrameCheck extends Utf8FrameValidator {

    private final Consumer<CorruptedWebSocketFrameException> broken;

    private WebSocketFrameCheck(Consumer<CorruptedWebSocketFrameException> broken) {
        super(false);
        this.broken = broken;
    }

    /**
     * Checks frames from now on. Nothing is read after the first frame that is invalid or too big.
     *
     * @param maxBytes maximum size of a frame; Vert.x has one limit for all paths of a server
     * @param broken receives the failure
     */
    static void add(HttpConnection connection, int maxBytes, Consumer<CorruptedWebSocketFrameException> broken) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        WebSocketDecoderConfig rules = WebSocketDecoderConfig.newBuilder()
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .maxFramePayloadLength(maxBytes)
                .build();
        vertx.pipeline().replace(WebSocketFrameDecoder.class, "frame-decoder", new WebSocket13FrameDecoder(rules));
        vertx.pipeline().addBefore(vertx.name(), "frame-check", new WebSocketFrameCheck(broken));
    }

    /** Drops pings while the client does not read: Vert.x answers each ping, and the answers would fill the memory. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof PingWebSocketFrame && !context.channel().isWritable()) {
            ReferenceCountUtil.release(message);
        } else {
            super.channelRead(context, message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            broken.accept(corrupted);
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
