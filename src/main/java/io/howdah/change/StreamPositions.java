package io.howdah.change;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;

/**
 * Converts resume tokens of the database's change stream to text positions and back. The order of the texts is the order
 * of the stream. A position is the {@code _data} of the resume token, followed by a dot and its {@code _typeBits} if it
 * has any: without them MongoDB does not find an {@code _id} of a less usual type, such as {@code long}. A dot sorts
 * before every hexadecimal digit, so it keeps the order.
 */
public final class StreamPositions {

    private static final String DATA = "_data";
    private static final String TYPE_BITS = "_typeBits";
    private static final String TIMESTAMP_TYPE = "82";
    private static final int TIME_END = TIMESTAMP_TYPE.length() + 8;
    private static final char DOT = '.';
    private static final int MAX_TYPE_BITS = 255;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private StreamPositions() {}

    /** Returns the position of a resume token. */
    public static String of(BsonDocument resumeToken) {
        String data = data(resumeToken);
        return resumeToken.get(TYPE_BITS) instanceof BsonBinary bits
                ? data + DOT + HEX.formatHex(bits.getData())
                : data;
    }

    /** Returns the resume token of a position. */
    public static BsonDocument token(String position) {
        int dot = position.indexOf(DOT);
        if (dot < 0) {
            return new BsonDocument(DATA, new BsonString(position));
        }
        return token(position.substring(0, dot))
                .append(TYPE_BITS, new BsonBinary(HEX.parseHex(position, dot + 1, position.length())));
    }

    /** Returns a lower bound of all positions at or after a time. */
    static String first(BsonTimestamp time) {
        return TIMESTAMP_TYPE + "%08X%08X".formatted(time.getTime(), time.getInc());
    }

    /** Returns when the change of a position happened, in seconds of the server's clock, or empty if the text has no time. */
    public static Optional<Instant> time(String position) {
        // A timestamp in MongoDB's key order: type, seconds, and ordinal within the second.
        if (position.length() < TIME_END || !position.startsWith(TIMESTAMP_TYPE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Instant.ofEpochSecond(Long.parseLong(position.substring(TIMESTAMP_TYPE.length(), TIME_END), 16)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns the part of a token that MongoDB compares with a change's {@code _id._data}. */
    static String data(BsonDocument resumeToken) {
        return resumeToken.getString(DATA).getValue();
    }

    /**
     * Returns a compact binary form of a position: the number of type bytes, these bytes, the data. Empty if the data is
     * not hexadecimal.
     */
    static Optional<byte[]> pack(String position) {
        int dot = position.indexOf(DOT);
        try {
            byte[] data = HEX.parseHex(position, 0, dot < 0 ? position.length() : dot);
            byte[] bits = dot < 0 ? new byte[0] : HEX.parseHex(position, dot + 1, position.length());
            ByteArrayOutputStream packed = new ByteArrayOutputStream(1 + bits.length + data.length);
            packed.write(bits.length);
            packed.writeBytes(bits);
            packed.writeBytes(data);
            return bits.length > MAX_TYPE_BITS ? Optional.empty() : Optional.of(packed.toByteArray());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the position that {@link #pack} encoded. */
    static String unpack(byte[] packed) {
        int bits = packed[0] & 0xff;
        String data = HEX.formatHex(packed, 1 + bits, packed.length);
        return bits == 0 ? data : data + DOT + HEX.formatHex(Arrays.copyOfRange(packed, 1, 1 + bits));
    }
}
