package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A position in a change stream, in MongoDB's encoding: {@code {_data: <hex of a KeyString>, _typeBits: <binary>}}. The hex texts sort
 * like the positions; a high-water mark precedes the events of its time.
 *
 * @param clusterTime the time of a change, or of a high-water mark
 * @param event whether it is the position of an event, else a high-water mark
 * @param fromInvalidate whether the event is an {@code invalidate}, which follows another event at the same position
 * @param collection the id of the event's collection, null if it has none
 * @param documentKey the event's document, null if it has none
 */
record ResumeToken(
        BsonTimestamp clusterTime,
        boolean event,
        boolean fromInvalidate,
        @Nullable UUID collection,
        @Nullable Document documentKey) {

    private static final String DATA = "_data";
    private static final String TYPE_BITS = "_typeBits";

    private static final int VERSION = 1;
    private static final int HIGH_WATER_MARK = 0;
    private static final int EVENT = 128;

    /** Index of a change outside of transactions. */
    private static final int TRANSACTION_INDEX = 0;

    static ResumeToken highWaterMark(BsonTimestamp clusterTime) {
        return new ResumeToken(clusterTime, false, false, null, null);
    }

    Document toDocument() {
        KeyStringEncoder key = new KeyStringEncoder()
                .add(clusterTime)
                .add(VERSION)
                .add(event ? EVENT : HIGH_WATER_MARK)
                .add(TRANSACTION_INDEX)
                .add(fromInvalidate);
        if (collection != null) {
            key.add(collection);
        }
        if (documentKey != null) {
            key.add(documentKey);
        }
        Document token = new Document(DATA, key.endToHex());
        if (!key.typeBits().areZeros()) {
            token.append(TYPE_BITS, new BinData(key.typeBits().encoded()));
        }
        return token;
    }

    /** Returns whether both are positions of the same event; number types in the key are ignored. */
    boolean isSameEvent(ResumeToken other) {
        return event && other.event && data().equals(other.data());
    }

    private Object data() {
        return Objects.requireNonNull(toDocument().get(DATA));
    }

    /**
     * Parses a token that a client sent.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with MongoDB's error code
     */
    static ResumeToken parse(@Nullable Object value) {
        if (!(value instanceof Document document)) {
            throw ServerErrors.typeMismatch("a resume token must be an object");
        }
        if (!(document.get(DATA) instanceof String data)) {
            throw ServerErrors.location(40647, "Bad resume token: _data of missing or of wrong type. Expected string");
        }
        Object typeBits = document.getOrDefault(TYPE_BITS, new BinData(new byte[0]));
        if (!(typeBits instanceof BinData bits)) {
            throw ServerErrors.location(40648, "Bad resume token: _typeBits of wrong type");
        }
        if (data.length() % 2 != 0 || !data.chars().allMatch(HexFormat::isHexDigit)) {
            throw ServerErrors.failedToParse("resume token string was not a valid hex string");
        }
        return of(KeyStringDecoder.decode(data, TypeBits.of(bits.getData())).iterator());
    }

    private static ResumeToken of(Iterator<@Nullable Object> values) {
        check(values.hasNext(), 40649, "invalid empty resume token");
        BsonTimestamp time = values.next() instanceof BsonTimestamp timestamp ? timestamp : new BsonTimestamp(0);
        int version = next(values, Integer.class, "version", 50796, 50854);
        check(version == VERSION, 50795, "Invalid Resume Token: only supports version " + VERSION);
        int type = next(values, Integer.class, "tokenType", 51055, 51056);
        check(type == EVENT || type == HIGH_WATER_MARK, 51057, "Token type " + type + " not recognized");
        int index = next(values, Integer.class, "txnOpIndex", 50793, 50855);
        check(index >= 0, 50794, "Invalid Resume Token: txnOpIndex should be non-negative");
        boolean fromInvalidate = next(values, Boolean.class, "fromInvalidate", 50872, 50870);
        if (!values.hasNext()) {
            return new ResumeToken(time, type == EVENT, fromInvalidate, null, null);
        }
        if (!(values.next() instanceof UUID collection)) {
            throw ServerErrors.typeMismatch("The UUID must be a binary of subtype 4");
        }
        Document key = values.hasNext() && values.next() instanceof Document document ? document : null;
        check(!values.hasNext(), 40646, "invalid oversized resume token");
        return new ResumeToken(time, type == EVENT, fromInvalidate, collection, key);
    }

    private static <T> T next(
            Iterator<@Nullable Object> values, Class<T> type, String name, int missingCode, int wrongCode) {
        check(values.hasNext(), missingCode, "Resume Token does not contain " + name);
        Object value = values.next();
        check(type.isInstance(value), wrongCode, "Resume Token " + name + " has the wrong type");
        return type.cast(value);
    }

    private static void check(boolean valid, int code, String message) {
        if (!valid) {
            throw ServerErrors.location(code, message);
        }
    }
}
