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
 * Holds what a client sends to the rules of WebSocket (RFC 6455). Vert.x 4.5 takes any bytes for a text, and ends the line at the
 * first broken frame, at times before the close code is written.
 */
final class WebSocketFrameCheck extends Utf8FrameValidator {

    private final Consumer<CorruptedWebSocketFrameException> broken;

    private WebSocketFrameCheck(Consumer<CorruptedWebSocketFrameException> broken) {
        super(false);
        this.broken = broken;
    }

    /**
     * Checks what comes from now on; {@code broken} is told of a frame that is none or too big, and nothing is read behind it.
     *
     * @param mostBytes the largest frame: Vert.x has one bound for all paths of a server
     */
    static void add(HttpConnection line, int mostBytes, Consumer<CorruptedWebSocketFrameException> broken) {
        ChannelHandlerContext vertx = ((ConnectionBase) line).channelHandlerContext();
        WebSocketDecoderConfig rules = WebSocketDecoderConfig.newBuilder()
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .maxFramePayloadLength(mostBytes)
                .build();
        vertx.pipeline().replace(WebSocketFrameDecoder.class, "frame-decoder", new WebSocket13FrameDecoder(rules));
        vertx.pipeline().addBefore(vertx.name(), "frame-check", new WebSocketFrameCheck(broken));
    }

    /** Vert.x answers each ping whether or not the client reads, and the answers of one that does not would fill the memory. */
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
