package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Type bytes of a KeyString: they precede a value and define the order of types. */
final class KeyType {

    static final int END = 4;
    static final int MIN_KEY = 10;
    static final int NULL = 20;
    static final int NUMERIC = 30;
    static final int STRING = 60;
    static final int OBJECT = 70;
    static final int ARRAY = 80;
    static final int BINARY = 90;
    static final int OBJECT_ID = 100;
    static final int BOOLEAN = 110;
    static final int DATE = 120;
    static final int TIMESTAMP = 130;
    static final int MAX_KEY = 240;

    static final int NAN = NUMERIC;

    /** Below or at -2^63; the bytes after it are inverted, as are those of every negative number. */
    static final int NEGATIVE_LARGE = NUMERIC + 1;

    static final int NEGATIVE_8_BYTES = NUMERIC + 2;
    static final int NEGATIVE_1_BYTE = NUMERIC + 9;

    /** Between -1 and 0. */
    static final int NEGATIVE_SMALL = NUMERIC + 10;

    static final int ZERO = NUMERIC + 11;

    /** Between 0 and 1. */
    static final int POSITIVE_SMALL = NUMERIC + 12;

    static final int POSITIVE_1_BYTE = NUMERIC + 13;
    static final int POSITIVE_8_BYTES = NUMERIC + 20;

    /** At or above 2^63. */
    static final int POSITIVE_LARGE = NUMERIC + 21;

    static final int FALSE = BOOLEAN;
    static final int TRUE = BOOLEAN + 1;

    static final int BINARY_GENERIC = 0;
    static final int BINARY_LEGACY_UUID = 3;
    static final int BINARY_UUID = 4;

    /** Length byte of a binary value with a four-byte length after it. */
    static final int LONG_BINARY = 0xff;

    /** Follows a zero byte within a text; a zero byte without it ends the text. */
    static final int ZERO_IN_TEXT = 0xff;

    private static final Map<Class<?>, Integer> BY_CLASS = Map.ofEntries(
            Map.entry(Integer.class, NUMERIC),
            Map.entry(Long.class, NUMERIC),
            Map.entry(Double.class, NUMERIC),
            Map.entry(Decimal128.class, NUMERIC),
            Map.entry(String.class, STRING),
            Map.entry(Document.class, OBJECT),
            Map.entry(BinData.class, BINARY),
            Map.entry(UUID.class, BINARY),
            Map.entry(LegacyUUID.class, BINARY),
            Map.entry(ObjectId.class, OBJECT_ID),
            Map.entry(Boolean.class, BOOLEAN),
            Map.entry(Instant.class, DATE),
            Map.entry(BsonTimestamp.class, TIMESTAMP),
            Map.entry(MinKey.class, MIN_KEY),
            Map.entry(MaxKey.class, MAX_KEY));

    private KeyType() {}

    /**
     * Returns the type of a value: the same for all numbers, and for both booleans.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 238 if keys cannot have its type
     */
    static int of(@Nullable Object value) {
        if (value == null) {
            return NULL;
        }
        Integer type = value instanceof List ? Integer.valueOf(ARRAY) : BY_CLASS.get(value.getClass());
        if (type == null) {
            throw ServerErrors.notImplemented(
                    "resume tokens for keys of type " + value.getClass().getSimpleName());
        }
        return type;
    }
}
