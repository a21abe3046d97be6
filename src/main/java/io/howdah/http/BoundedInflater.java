package io.howdah.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.util.ReferenceCountUtil;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses requests, gzip and deflate alone, and stops when there is more than anybody reads. A megabyte may become a
 * gigabyte, and what Vert.x has been handed of it would wait in memory while the client is told that it is too large.
 */
final class BoundedInflater extends HttpContentDecompressor {

    private static final Set<String> KNOWN = Set.of("gzip", "x-gzip", "deflate", "x-deflate");

    private final int most;

    /** Makes one for a connection; {@code most} bytes, and what came with the last of them, are passed on. */
    BoundedInflater(int most) {
        super(false, 0);
        this.most = most;
    }

    /** Netty's would take more, if the libraries for it happen to be there. */
    @Override
    protected @Nullable EmbeddedChannel newContentDecoder(String encoding) throws Exception {
        if (!KNOWN.contains(encoding.toLowerCase(Locale.ROOT))) {
            return null;
        }
        EmbeddedChannel decoder = super.newContentDecoder(encoding);
        if (decoder != null) {
            decoder.pipeline().addLast(new Bound(most));
        }
        return decoder;
    }

    /** Passes on so much and no more; whoever reads it sees that it is too large. */
    private static final class Bound extends ChannelInboundHandlerAdapter {
        private final int most;
        private long passed;
        private boolean full;

        Bound(int most) {
            this.most = most;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (full) {
                ReferenceCountUtil.release(message);
                return;
            }
            passed += ((ByteBuf) message).readableBytes();
            if (passed > most) {
                full = true;
                // Nor is the rest decompressed for nothing.
                context.pipeline().removeFirst();
            }
            context.fireChannelRead(message);
        }
    }
}
