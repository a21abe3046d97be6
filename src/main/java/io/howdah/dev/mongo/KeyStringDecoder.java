package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a KeyString of version 1. Wrong type bits result in wrong values or errors, as on a real server: a 64-bit key
 * without its type bits is cut to 32 bits.
 */
final class KeyStringDecoder {

    private static final double DOWN_TO_SUBNORMAL = 0x1p-256;
    private static final long SECOND_BIT = 1L << 62;
    private static final int UNKNOWN_TYPE = 50811;
    private static final int OBJECT_ID_BYTES = 12;

    private final ByteBuf bytes;
    private final TypeBits typeBits;

    private KeyStringDecoder(ByteBuf bytes, TypeBits typeBits) {
        this.bytes = bytes;
        this.typeBits = typeBits;
    }

    /**
     * Decodes all values.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError if the text is not a KeyString
     */
    static List<@Nullable Object> decode(String hex, TypeBits typeBits) {
        KeyStringDecoder decoder =
                new KeyStringDecoder(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)), typeBits);
        try {
            List<@Nullable Object> values = new ArrayList<>();
            while (decoder.bytes.isReadable()) {
                int type = decoder.bytes.readUnsignedByte();
                if (type == KeyType.END) {
                    break;
                }
                values.add(decoder.value(type));
            }
            return values;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw ServerErrors.keyString(ServerErrors.UNKNOWN_ERROR, "unexpected end");
        }
    }

    private @Nullable Object value(int type) {
        return switch (type) {
            case KeyType.NULL -> null;
            case KeyType.FALSE, KeyType.TRUE -> type == KeyType.TRUE;
            case KeyType.STRING -> text(typeBits.read(1));
            case KeyType.OBJECT -> fields();
            case KeyType.ARRAY -> elements();
            case KeyType.BINARY -> binary();
            case KeyType.OBJECT_ID -> new ObjectId(take(OBJECT_ID_BYTES));
            case KeyType.DATE -> Instant.ofEpochMilli(bytes.readLong() ^ Long.MIN_VALUE);
            case KeyType.TIMESTAMP -> new BsonTimestamp(bytes.readLong());
            case KeyType.MIN_KEY -> MinKey.getInstance();
            case KeyType.MAX_KEY -> MaxKey.getInstance();
            case KeyType.ZERO -> zero();
            case KeyType.NAN, KeyType.NEGATIVE_LARGE, KeyType.POSITIVE_LARGE -> large(type);
            case KeyType.NEGATIVE_SMALL, KeyType.POSITIVE_SMALL -> small(type == KeyType.NEGATIVE_SMALL);
            default -> medium(type);
        };
    }

    private Document fields() {
        Document document = new Document();
        while (bytes.readByte() != 0) {
            String name = rawText();
            document.put(name, value(bytes.readUnsignedByte()));
        }
        return document;
    }

    private List<@Nullable Object> elements() {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int type = bytes.readUnsignedByte(); type != 0; type = bytes.readUnsignedByte()) {
            elements.add(value(type));
        }
        return elements;
    }

    private String text(int symbol) {
        if (symbol != 0) {
            throw ServerErrors.notImplemented("symbols");
        }
        StringBuilder text = new StringBuilder(rawText());
        while (bytes.getUnsignedByte(bytes.readerIndex()) == KeyType.ZERO_IN_TEXT) {
            bytes.skipBytes(1);
            text.append('\0').append(rawText());
        }
        return text.toString();
    }

    private String rawText() {
        int length = bytes.bytesBefore((byte) 0);
        if (length < 0) {
            throw ServerErrors.keyString(50816, "Failed to find null terminator in string.");
        }
        String text = new String(take(length), StandardCharsets.UTF_8);
        bytes.skipBytes(1);
        return text;
    }

    private Object binary() {
        int shortLength = bytes.readUnsignedByte();
        int length = shortLength == KeyType.LONG_BINARY ? bytes.readInt() : shortLength;
        int subtype = bytes.readUnsignedByte();
        if (length == 2 * Long.BYTES && subtype == KeyType.BINARY_UUID) {
            return new UUID(bytes.readLong(), bytes.readLong());
        }
        if (length == 2 * Long.BYTES && subtype == KeyType.BINARY_LEGACY_UUID) {
            return new LegacyUUID(bytes.readLongLE(), bytes.readLongLE());
        }
        return new BinData(take(length));
    }

    private Number zero() {
        int type = typeBits.read(2);
        if (type != TypeBits.DECIMAL) {
            return integer(0, type);
        }
        int zero = (type << 3) | typeBits.read(3);
        if (zero == TypeBits.NEGATIVE_DOUBLE_ZERO) {
            return -0.0;
        }
        int high = (zero - TypeBits.DECIMAL_ZERO) << TypeBits.DECIMAL_ZERO_BITS;
        return DecimalKey.zero(high | typeBits.read(TypeBits.DECIMAL_ZERO_BITS));
    }

    private Number large(int type) {
        int numberType = typeBits.read(2);
        boolean decimal = numberType == TypeBits.DECIMAL;
        if (type == KeyType.NAN) {
            return decimal ? Decimal128.NaN : (Number) Double.NaN;
        }
        boolean negative = type == KeyType.NEGATIVE_LARGE;
        long encoded = readLong(negative);
        if (encoded == -1) {
            return decimal
                    ? negative ? Decimal128.NEGATIVE_INFINITY : Decimal128.POSITIVE_INFINITY
                    : (Number) (negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        double magnitude = Double.longBitsToDouble((encoded >>> 1) | SECOND_BIT);
        double number = negative ? -magnitude : magnitude;
        if (decimal) {
            return decimal(number, (encoded & 1) == 0 ? DecimalKey.EXACT : DecimalKey.MORE_THAN_15_DIGITS);
        }
        // Long.MIN_VALUE is the only integer encoded as a double: its magnitude does not fit into 63 bits.
        return numberType == TypeBits.LONG ? (Number) (long) number : (Number) number;
    }

    private Number small(boolean negative) {
        int type = typeBits.read(2);
        long encoded = readLong(negative);
        boolean twoBits = encoded >>> 62 == 3;
        int marker = twoBits ? (int) encoded & 3 : (encoded & 1) == 0 ? 0 : DecimalKey.MORE_THAN_15_DIGITS;
        double magnitude = twoBits
                ? Double.longBitsToDouble(encoded >>> 2)
                : Double.longBitsToDouble((encoded - SECOND_BIT) >>> 1) * DOWN_TO_SUBNORMAL;
        return fraction(negative ? -magnitude : magnitude, type, marker, 50825);
    }

    private Number medium(int type) {
        boolean negative = type >= KeyType.NEGATIVE_8_BYTES && type <= KeyType.NEGATIVE_1_BYTE;
        if (!negative && (type < KeyType.POSITIVE_1_BYTE || type > KeyType.POSITIVE_8_BYTES)) {
            throw ServerErrors.keyString(UNKNOWN_TYPE, "Unknown type: " + type);
        }
        int count = negative ? KeyType.NEGATIVE_1_BYTE - type + 1 : type - KeyType.POSITIVE_1_BYTE + 1;
        int numberType = typeBits.read(2);
        long shifted = readBytes(0, count, negative);
        if ((shifted & 1) == 0) {
            long magnitude = shifted >>> 1;
            return integer(negative ? -magnitude : magnitude, numberType);
        }
        int fractionBytes = Long.BYTES - count;
        long encoded = readBytes(shifted >>> 1, fractionBytes, negative);
        double magnitude = Math.scalb((double) (encoded & ~3L), -fractionBytes * Byte.SIZE);
        return fraction(negative ? -magnitude : magnitude, numberType, (int) encoded & 3, 50810);
    }

    private Number integer(long number, int type) {
        return switch (type) {
            case TypeBits.INT -> (int) number;
            case TypeBits.LONG -> number;
            case TypeBits.DOUBLE -> (double) number;
            default ->
                new Decimal128(
                        DecimalKey.withExponent(BigDecimal.valueOf(number), typeBits.read(TypeBits.EXPONENT_BITS)));
        };
    }

    private Number fraction(double number, int type, int marker, int error) {
        return switch (type) {
            case TypeBits.DOUBLE -> number;
            case TypeBits.DECIMAL -> decimal(number, marker);
            default -> throw ServerErrors.keyString(error, "Expected type Decimal.");
        };
    }

    private Decimal128 decimal(double near, int marker) {
        DecimalKey start = new DecimalKey(near, marker, 0);
        DecimalKey key = start.isContinued() ? new DecimalKey(near, marker, readLong(near < 0)) : start;
        return key.value(typeBits.read(TypeBits.EXPONENT_BITS));
    }

    private long readLong(boolean negative) {
        long encoded = bytes.readLong();
        return negative ? ~encoded : encoded;
    }

    private long readBytes(long start, int count, boolean negative) {
        long number = start;
        for (int i = 0; i < count; i++) {
            int unit = bytes.readUnsignedByte();
            number = (number << Byte.SIZE) | (negative ? ~unit & 0xff : unit);
        }
        return number;
    }

    private byte[] take(int length) {
        return ByteBufUtil.getBytes(bytes.readSlice(length));
    }
}
