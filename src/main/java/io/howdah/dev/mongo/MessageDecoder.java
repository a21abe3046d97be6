package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.OpCode;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** Decodes also messages that expect no reply; the library's own decoder closes the connection on them. */
final class MessageDecoder extends MongoWireProtocolHandler {

    private static final int OP_CODE_OFFSET = 12;
    private static final int FLAGS_OFFSET = 16;
    private static final int HEADER_AND_FLAGS = 20;
    private static final int MORE_TO_COME = 1 << 1;

    @Override
    protected @Nullable ClientRequest decode(ChannelHandlerContext ctx, ByteBuf buffer) throws Exception {
        boolean oneWay = isOneWay(buffer);
        ClientRequest request = super.decode(ctx, buffer);
        return oneWay && request instanceof MongoMessage message ? new OneWayMessage(message) : request;
    }

    /** Returns whether a complete message expects no reply, and clears its flag. */
    private static boolean isOneWay(ByteBuf buffer) {
        int start = buffer.readerIndex();
        if (buffer.readableBytes() < HEADER_AND_FLAGS
                || buffer.readableBytes() < buffer.getIntLE(start)
                || buffer.getIntLE(start + OP_CODE_OFFSET) != OpCode.OP_MSG.getId()) {
            return false;
        }
        int flags = buffer.getIntLE(start + FLAGS_OFFSET);
        buffer.setIntLE(start + FLAGS_OFFSET, flags & ~MORE_TO_COME);
        return (flags & MORE_TO_COME) != 0;
    }
}
