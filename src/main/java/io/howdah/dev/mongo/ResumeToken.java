package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream goes on, as the opaque {@code {_data: <hex>}} of the protocol; the strings sort as the positions do.
 *
 * @param clusterTime the position of an entry
 * @param kind what of that entry the stream has seen
 */
record ResumeToken(BsonTimestamp clusterTime, Kind kind) {

    /** In the order in which a stream passes them. */
    enum Kind {
        EVENT(0x10),
        INVALIDATE(0x20),
        HIGH_WATER_MARK(0x30);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    private static final String PREFIX = "82";
    private static final int LENGTH = PREFIX.length() + 18;

    Document toDocument() {
        return new Document(
                "_data", String.format(Locale.ROOT, "%s%016X%02X", PREFIX, clusterTime.getValue(), kind.code));
    }

    /**
     * Reads a token that a client brings back.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 260 if this server never made it
     */
    static ResumeToken parse(@Nullable Object value) {
        if (value instanceof Document document
                && document.get("_data") instanceof String data
                && data.length() == LENGTH
                && data.startsWith(PREFIX)
                && data.chars().allMatch(HexFormat::isHexDigit)) {
            int code = HexFormat.fromHexDigits(data, LENGTH - 2, LENGTH);
            for (Kind kind : Kind.values()) {
                if (kind.code == code) {
                    long position = HexFormat.fromHexDigitsToLong(data, PREFIX.length(), LENGTH - 2);
                    return new ResumeToken(new BsonTimestamp(position), kind);
                }
            }
        }
        throw ServerErrors.invalidResumeToken("a resume token of this server is a document {_data: <hex>}");
    }
}
