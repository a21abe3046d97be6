package io.howdah.push.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * Limits what a client sends until it is lifted. It counts bytes as they come, before they are put together to frames and messages, so
 * that what is beyond the limit takes no memory. It runs on the connection's event loop.
 */
final class InputLimit extends ChannelInboundHandlerAdapter {

    private final Runnable exceeded;
    private long left;

    private InputLimit(int maxBytes, Runnable exceeded) {
        this.left = maxBytes;
        this.exceeded = exceeded;
    }

    /**
     * Limits the bytes that are read of a WebSocket from now on.
     *
     * @param exceeded runs once if more comes, of which nothing is read
     * @return lifts the limit; harmless when repeated
     */
    static Runnable add(ChannelPipeline socket, int maxBytes, Runnable exceeded) {
        InputLimit limit = new InputLimit(maxBytes, exceeded);
        socket.addBefore(socket.context(WebSocketFrameDecoder.class).name(), "input-limit", limit);
        return limit::lift;
    }

    private void lift() {
        left = Long.MAX_VALUE;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean within = left >= 0;
        left -= message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        if (left >= 0) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (within) {
            exceeded.run();
        }
    }
}
