package io.howdah.chaos.faults;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;

/** How a protocol cuts its stream into frames, and what a frame asks; enough to meet a client at a given moment. */
public enum WireProtocol {
    /** Little-endian length that counts itself; commands are named as {@code find items}. */
    MONGO(ByteOrder.LITTLE_ENDIAN, 0) {
        @Override
        String command(ByteBuffer request) {
            boolean message = request.capacity() > COMMAND && request.getInt(OP_CODE) == OP_MSG;
            if (!message) {
                return "";
            }
            int end = COMMAND;
            while (request.get(end) != 0) {
                end++;
            }
            String name = text(request, COMMAND, end);
            if (request.get(COMMAND - 1) != STRING) {
                return name;
            }
            int length = request.getInt(end + 1);
            return name + " " + text(request, end + 1 + Integer.BYTES, end + Integer.BYTES + length);
        }

        @Override
        int requestId(ByteBuffer request) {
            return request.getInt(Integer.BYTES);
        }

        @Override
        int answeredId(ByteBuffer response) {
            return response.getInt(2 * Integer.BYTES);
        }
    },

    /** Big-endian length that does not count itself; commands are API keys, as {@code 8} for OffsetCommit. */
    KAFKA(ByteOrder.BIG_ENDIAN, Integer.BYTES) {
        @Override
        String command(ByteBuffer request) {
            return String.valueOf(request.getShort(Integer.BYTES));
        }

        @Override
        int requestId(ByteBuffer request) {
            return request.getInt(Integer.BYTES + 2 * Short.BYTES);
        }

        @Override
        int answeredId(ByteBuffer response) {
            return response.getInt(Integer.BYTES);
        }
    },

    /** Whatever it is: a frame is what comes at once, and asks for nothing. */
    ANY(ByteOrder.BIG_ENDIAN, 0) {
        @Override
        ByteBuffer read(DataInputStream in) throws IOException {
            byte[] bytes = new byte[MAX];
            int length = in.read(bytes);
            if (length < 0) {
                throw new EOFException();
            }
            return ByteBuffer.wrap(Arrays.copyOf(bytes, length));
        }

        @Override
        String command(ByteBuffer request) {
            return "";
        }

        @Override
        int requestId(ByteBuffer request) {
            return 0;
        }

        @Override
        int answeredId(ByteBuffer response) {
            return 0;
        }
    };

    private static final int MAX = 64 * 1024;
    private static final int OP_CODE = 12;
    private static final int OP_MSG = 2013;
    /** Header, flags, the section's kind, the document's length and its first element's type come before its name. */
    private static final int COMMAND = 16 + 4 + 1 + 4 + 1;

    /** Where the document of an OP_MSG begins, after header, flags and the section's kind. */
    private static final int BODY = 16 + 4 + 1;
    /** Where the document of an OP_REPLY begins, which answers the first command of a connection. */
    private static final int REPLY_BODY = 16 + 20;

    private static final byte STRING = 2;
    private static final int STEPPED_DOWN = 189;

    private final ByteOrder order;
    private final int beyondLength;

    WireProtocol(ByteOrder order, int beyondLength) {
        this.order = order;
        this.beyondLength = beyondLength;
    }

    /** Reads a whole frame, its length included. */
    ByteBuffer read(DataInputStream in) throws IOException {
        byte[] length = new byte[Integer.BYTES];
        in.readFully(length);
        int size = ByteBuffer.wrap(length).order(order).getInt() + beyondLength;
        ByteBuffer frame = ByteBuffer.allocate(size).order(order).put(length);
        in.readFully(frame.array(), Integer.BYTES, size - Integer.BYTES);
        return frame;
    }

    /** What a request asks for. */
    abstract String command(ByteBuffer request);

    abstract int requestId(ByteBuffer request);

    /** The id of the request that a response answers. */
    abstract int answeredId(ByteBuffer response);

    /** Makes of a response that of a MongoDB server that is no primary any more. */
    static ByteBuffer noPrimary(ByteBuffer response) {
        Document error = new Document("ok", 0.0)
                .append("code", STEPPED_DOWN)
                .append("codeName", "PrimarySteppedDown")
                .append("errmsg", "primary stepped down while waiting for replication")
                .append("errorLabels", List.of("ResumableChangeStreamError"));
        ByteBuffer header = ByteBuffer.allocate(BODY)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(response.array(), 0, OP_CODE)
                .putInt(OP_MSG)
                .putInt(0)
                .put((byte) 0);
        return withBody(header, error);
    }

    /**
     * Makes of a response of a MongoDB server one with another document.
     *
     * @param change gets the document that it has, and returns the other
     */
    static ByteBuffer rewrite(ByteBuffer response, UnaryOperator<Document> change) {
        int from = response.getInt(OP_CODE) == OP_MSG ? BODY : REPLY_BODY;
        int length = response.getInt(from);
        Document body = new RawBsonDocument(response.array(), from, length).decode(new DocumentCodec());
        return withBody(ByteBuffer.wrap(Arrays.copyOf(response.array(), from)), change.apply(body));
    }

    private static ByteBuffer withBody(ByteBuffer header, Document body) {
        byte[] bytes =
                new RawBsonDocument(body, new DocumentCodec()).getByteBuffer().array();
        int size = header.capacity() + bytes.length;
        return ByteBuffer.allocate(size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(header.array())
                .put(bytes)
                .putInt(0, size);
    }

    private static String text(ByteBuffer frame, int from, int to) {
        return new String(frame.array(), from, to - from, StandardCharsets.UTF_8);
    }
}
