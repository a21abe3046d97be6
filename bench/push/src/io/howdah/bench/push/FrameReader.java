package io.howdah.bench.push;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Promise;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** One client of RFC 6455, no more than the figures need, so that the load generator costs less than what it measures. */
final class FrameReader extends ByteToMessageDecoder {

    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;

    private final Listener listener;
    private final Promise<Long> opened;
    private final boolean saysReady;
    private final Iterator<String> says;
    private boolean upgraded;
    private long asked;

    /** Hears of the frames of events; on the event loop. */
    interface Listener {
        void frame(long number, int bytes);
    }

    /**
     * Makes it.
     *
     * @param saysReady whether the server's first frame says that the subscription has begun
     * @param says what the client says: the first when the socket is open, each other when the server has answered
     * @param opened done when it has: how long after the client's last word, in nanoseconds
     */
    FrameReader(Listener listener, boolean saysReady, List<String> says, Promise<Long> opened) {
        this.says = says.iterator();
        this.listener = listener;
        this.saysReady = saysReady;
        this.opened = opened;
    }

    static byte[] request(String path, boolean isGraphQl) {
        String protocol = isGraphQl ? "Sec-WebSocket-Protocol: graphql-transport-ws\r\n" : "";
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + protocol + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (!upgraded) {
            upgraded = readAnswer(in);
            if (upgraded && says.hasNext()) {
                say(context);
            } else if (upgraded && !saysReady) {
                open();
            }
            return;
        }
        while (readFrame(context, in)) {
            // Until the rest is no whole frame.
        }
    }

    private static boolean readAnswer(ByteBuf in) {
        String text = in.toString(StandardCharsets.US_ASCII);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        if (!text.startsWith("HTTP/1.1 101")) {
            throw new IllegalStateException("no WebSocket: " + text);
        }
        in.skipBytes(end + 4);
        return true;
    }

    private boolean readFrame(ChannelHandlerContext context, ByteBuf in) {
        int start = in.readerIndex();
        int there = in.readableBytes();
        if (there < 2) {
            return false;
        }
        int length = in.getByte(start + 1) & 0x7f;
        int header = 2;
        if (length == 126) {
            if (there < 4) {
                return false;
            }
            length = in.getUnsignedShort(start + 2);
            header = 4;
        } else if (length == 127) {
            throw new IllegalStateException("a frame of more than 64 KiB");
        }
        if (there < header + length) {
            return false;
        }
        take(context, in, in.getByte(start) & 0x0f, start + header, length);
        in.readerIndex(start + header + length);
        return true;
    }

    private void take(ChannelHandlerContext context, ByteBuf in, int opcode, int start, int length) {
        if (opcode == PING) {
            // An empty pong with a mask of zeros.
            context.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0}));
        } else if (opcode == TEXT) {
            if (says.hasNext()) {
                say(context);
                return;
            }
            open();
            long number = Frames.number(in, start, length);
            if (number != Frames.NONE) {
                listener.frame(number, length);
            }
        } else if (opcode == CLOSE) {
            throw new IllegalStateException("closed with " + in.getUnsignedShort(start));
        }
    }

    private void open() {
        if (!opened.isDone()) {
            opened.trySuccess(System.nanoTime() - asked);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        asked = System.nanoTime();
        super.channelActive(context);
    }

    /** A text with a mask of zeros, shorter than 64 KiB. */
    private void say(ChannelHandlerContext context) {
        byte[] text = says.next().getBytes(StandardCharsets.UTF_8);
        ByteBuf frame = context.alloc().buffer().writeByte(0x81);
        if (text.length < 126) {
            frame.writeByte(0x80 | text.length);
        } else {
            frame.writeByte(0x80 | 126).writeShort(text.length);
        }
        asked = System.nanoTime();
        context.writeAndFlush(frame.writeInt(0).writeBytes(text));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        opened.tryFailure(new IllegalStateException("closed before it was open"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!opened.tryFailure(cause)) {
            System.err.println("a client failed: " + cause);
        }
        context.close();
    }
}
