package io.howdah.push.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes of all sockets of one event loop. Encodes a frame once for all sockets that get it, and flushes the sockets
 * after the loop's pending tasks, so that frames sent close together cost a socket one system call. Must be used on
 * that loop.
 */
final class LoopWrites {

    private static final Logger LOG = LoggerFactory.getLogger(LoopWrites.class);

    /** RFC 6455, 5.2: a text in one frame; frames of a server have no mask. */
    private static final int FINAL_TEXT = 0x81;

    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int MAX_HEADER_LENGTH = 10;

    private final EventLoop loop;
    private final List<Runnable> flushes = new ArrayList<>();
    private byte @Nullable [] text;
    private ByteBuf encoded = Unpooled.EMPTY_BUFFER;

    LoopWrites(EventLoop loop) {
        this.loop = loop;
    }

    /** Returns a text frame. Reuses the last frame if the bytes are the same object. The caller releases it. */
    ByteBuf frame(byte[] utf8) {
        if (utf8 != text) {
            ByteBuf next = encode(utf8);
            encoded.release();
            encoded = next;
            text = utf8;
        }
        return encoded.retainedDuplicate();
    }

    private static ByteBuf encode(byte[] utf8) {
        ByteBuf frame = Unpooled.directBuffer(MAX_HEADER_LENGTH + utf8.length);
        append(frame, utf8);
        return frame;
    }

    /** Returns the maximum size of a frame with these parts. */
    static int length(byte[]... utf8) {
        int length = MAX_HEADER_LENGTH;
        for (byte[] part : utf8) {
            length += part.length;
        }
        return length;
    }

    /** Appends a text frame with these parts to a buffer. */
    static void append(ByteBuf buffer, byte[]... utf8) {
        int length = length(utf8) - MAX_HEADER_LENGTH;
        buffer.ensureWritable(MAX_HEADER_LENGTH + length).writeByte(FINAL_TEXT);
        if (length < TWO_BYTES) {
            buffer.writeByte(length);
        } else if (length <= 0xffff) {
            buffer.writeByte(TWO_BYTES).writeShort(length);
        } else {
            buffer.writeByte(EIGHT_BYTES).writeLong(length);
        }
        for (byte[] part : utf8) {
            buffer.writeBytes(part);
        }
    }

    /** Runs an action after the tasks that already wait for the loop. */
    void later(Runnable flush) {
        if (flushes.isEmpty()) {
            loop.execute(this::flush);
        }
        flushes.add(flush);
    }

    private void flush() {
        List<Runnable> all = List.copyOf(flushes);
        flushes.clear();
        encoded.release();
        encoded = Unpooled.EMPTY_BUFFER;
        text = null;
        for (Runnable each : all) {
            try {
                each.run();
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("reason", e.toString()).log("Socket could not be flushed");
            }
        }
    }
}
