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
 * Decompresses gzip and deflate request bodies up to a limit. A megabyte may expand to a gigabyte, which Vert.x would
 * otherwise keep in memory while the client gets its 413.
 */
final class BoundedInflater extends HttpContentDecompressor {

    private static final Set<String> KNOWN = Set.of("gzip", "x-gzip", "deflate", "x-deflate");

    private final int maxBytes;

    /**
     * Creates a decompressor for a connection. It passes on {@code maxBytes} bytes and the rest of the buffer that exceeds
     * them.
     */
    BoundedInflater(int maxBytes) {
        super(false, 0);
        this.maxBytes = maxBytes;
    }

    /** Netty's implementation supports more encodings if their libraries are present. */
    @Override
    protected @Nullable EmbeddedChannel newContentDecoder(String encoding) throws Exception {
        if (!KNOWN.contains(encoding.toLowerCase(Locale.ROOT))) {
            return null;
        }
        EmbeddedChannel decoder = super.newContentDecoder(encoding);
        if (decoder != null) {
            decoder.pipeline().addLast(new Bound(maxBytes));
        }
        return decoder;
    }

    /** Passes on data up to the limit. The reader then detects that the body is too large. */
    private static final class Bound extends ChannelInboundHandlerAdapter {
        private final int maxBytes;
        private long passed;
        private boolean full;

        Bound(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (full) {
                ReferenceCountUtil.release(message);
                return;
            }
            passed += ((ByteBuf) message).readableBytes();
            if (passed > maxBytes) {
                full = true;
                // Stop to decompress the rest.
                context.pipeline().removeFirst();
            }
            context.fireChannelRead(message);
        }
    }
}
