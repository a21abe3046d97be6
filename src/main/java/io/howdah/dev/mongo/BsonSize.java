package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Computes the encoded size of a document in bytes, without encoding it. */
final class BsonSize {

    /** Exact size. */
    static final BsonSize EXACT = new BsonSize(ByteBufUtil::utf8Bytes);

    /** Upper bound, faster: it does not look at each character. */
    static final BsonSize AT_MOST = new BsonSize(ByteBufUtil::utf8MaxBytes);

    private static final int INT = 4;
    private static final int LONG = 8;
    private static final int TYPE_AND_TERMINATOR = 2;

    private final ToIntFunction<String> text;

    private BsonSize(ToIntFunction<String> text) {
        this.text = text;
    }

    int of(Document document) {
        int size = INT + 1;
        for (Map.Entry<String, Object> field : document.entrySet()) {
            size += TYPE_AND_TERMINATOR + text.applyAsInt(field.getKey()) + ofValue(field.getValue());
        }
        return size;
    }

    private int ofList(List<?> list) {
        int size = INT + 1;
        for (int i = 0; i < list.size(); i++) {
            size += TYPE_AND_TERMINATOR + Integer.toString(i).length() + ofValue(list.get(i));
        }
        return size;
    }

    private int ofValue(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof String string) {
            return INT + text.applyAsInt(string) + 1;
        }
        if (value instanceof Integer) {
            return INT;
        }
        if (value instanceof Long || value instanceof Double || value instanceof Instant) {
            return LONG;
        }
        if (value instanceof Boolean) {
            return 1;
        }
        if (value instanceof Document document) {
            return of(document);
        }
        return value instanceof List<?> list ? ofList(list) : encoded(value);
    }

    /** Encodes a value of a rare type to find its size. */
    private static int encoded(Object value) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.heapBuffer();
        try {
            BsonEncoder.encodeValue(BsonEncoder.determineType(value), value, buffer);
            return buffer.readableBytes();
        } finally {
            buffer.release();
        }
    }
}
