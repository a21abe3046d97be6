package io.howdah.push.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * Limits what a client sends, until the limit is removed. Counts bytes as they arrive, before they are assembled to
 * frames and messages, so that excess bytes take no memory. Runs on the connection's event loop.
 */
final class InputLimit extends ChannelInboundHandlerAdapter {

    private final Runnable exceeded;
    private long remaining;

    private InputLimit(int maxBytes, Runnable exceeded) {
        this.remaining = maxBytes;
        this.exceeded = exceeded;
    }

    /**
     * Limits the bytes read from a WebSocket from now on.
     *
     * @param exceeded runs once if more arrives; the excess is discarded
     * @return removes the limit; idempotent
     */
    static Runnable add(ChannelPipeline socket, int maxBytes, Runnable exceeded) {
        InputLimit limit = new InputLimit(maxBytes, exceeded);
        socket.addBefore(socket.context(WebSocketFrameDecoder.class).name(), "input-limit", limit);
        return limit::lift;
    }

    private void lift() {
        remaining = Long.MAX_VALUE;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean within = remaining >= 0;
        remaining -= message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        if (remaining >= 0) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (within) {
            exceeded.run();
        }
    }
}
