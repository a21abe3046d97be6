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
 * Positions in the database's change stream as texts, whose order is that of the stream. A position is the {@code _data} of a resume
 * token, and behind a dot its {@code _typeBits} where the token has some: without them MongoDB does not find an {@code _id} whose type
 * is not the usual one for its value, such as a {@code long}. A dot sorts below every hexadecimal digit, so it changes no order.
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

    /** Return the position of a resume token. */
    public static String of(BsonDocument resumeToken) {
        String data = data(resumeToken);
        return resumeToken.get(TYPE_BITS) instanceof BsonBinary bits
                ? data + DOT + HEX.formatHex(bits.getData())
                : data;
    }

    /** Return the resume token of a position. */
    public static BsonDocument token(String position) {
        int dot = position.indexOf(DOT);
        if (dot < 0) {
            return new BsonDocument(DATA, new BsonString(position));
        }
        return token(position.substring(0, dot))
                .append(TYPE_BITS, new BsonBinary(HEX.parseHex(position, dot + 1, position.length())));
    }

    /** Returns what no position of a time or later comes before. */
    static String first(BsonTimestamp time) {
        return TIMESTAMP_TYPE + "%08X%08X".formatted(time.getTime(), time.getInc());
    }

    /** Returns when the change of a position happened, by the server's clock in seconds, or empty if the text tells none. */
    public static Optional<Instant> time(String position) {
        // A timestamp in MongoDB's order of keys: its type, seconds, and a number within the second.
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

    /** Return the part of a token that MongoDB compares a change's {@code _id._data} with. */
    static String data(BsonDocument resumeToken) {
        return resumeToken.getString(DATA).getValue();
    }

    /** Return a position in few bytes: how many type bytes, these, the data. Empty where the data is not hexadecimal. */
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

    /** Return the position that {@link #pack} has made these bytes of. */
    static String unpack(byte[] packed) {
        int bits = packed[0] & 0xff;
        String data = HEX.formatHex(packed, 1 + bits, packed.length);
        return bits == 0 ? data : data + DOT + HEX.formatHex(Arrays.copyOfRange(packed, 1, 1 + bits));
    }
}
