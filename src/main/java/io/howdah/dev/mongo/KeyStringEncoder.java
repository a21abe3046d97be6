package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.ObjectId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Encodes values as a MongoDB KeyString of version 1: the bytes sort like the values. The {@linkplain #typeBits() type bits} contain the
 * type information that the bytes lack.
 */
final class KeyStringEncoder {

    private static final double UP_FROM_SUBNORMAL = 0x1p256;
    private static final long SECOND_BIT = 1L << 62;

    private final ByteBuf bytes = Unpooled.buffer(64);
    private final TypeBits typeBits = new TypeBits();

    TypeBits typeBits() {
        return typeBits;
    }

    /** Ends the KeyString and returns it as hexadecimal digits. */
    String endToHex() {
        bytes.writeByte(KeyType.END);
        return ByteBufUtil.hexDump(bytes).toUpperCase(Locale.ROOT);
    }

    /**
     * Appends a value.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 238 if keys cannot have its type
     */
    KeyStringEncoder add(@Nullable Object value) {
        int type = KeyType.of(value);
        if (type == KeyType.NUMERIC) {
            addNumber(value);
            return this;
        }
        bytes.writeByte(Boolean.TRUE.equals(value) ? KeyType.TRUE : type);
        if (value instanceof String string) {
            typeBits.add(0, 1);
            addText(string);
        } else if (value instanceof Document document) {
            addFields(document);
        } else if (value instanceof List<?> list) {
            list.forEach(this::add);
            bytes.writeByte(0);
        } else if (value instanceof ObjectId id) {
            bytes.writeBytes(id.toByteArray());
        } else if (value instanceof Instant date) {
            bytes.writeLong(date.toEpochMilli() ^ Long.MIN_VALUE);
        } else if (value instanceof BsonTimestamp timestamp) {
            bytes.writeLong(timestamp.getValue());
        } else if (type == KeyType.BINARY) {
            addBinary(value);
        }
        return this;
    }

    private void addFields(Document document) {
        for (Map.Entry<String, Object> field : document.entrySet()) {
            bytes.writeByte(KeyType.of(field.getValue()));
            addText(field.getKey());
            add(field.getValue());
        }
        bytes.writeByte(0);
    }

    private void addText(String text) {
        for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.writeByte(unit);
            if (unit == 0) {
                bytes.writeByte(KeyType.ZERO_IN_TEXT);
            }
        }
        bytes.writeByte(0);
    }

    private void addBinary(@Nullable Object value) {
        if (value instanceof UUID uuid) {
            bytes.writeByte(2 * Long.BYTES).writeByte(KeyType.BINARY_UUID);
            bytes.writeLong(uuid.getMostSignificantBits()).writeLong(uuid.getLeastSignificantBits());
        } else if (value instanceof LegacyUUID legacy) {
            bytes.writeByte(2 * Long.BYTES).writeByte(KeyType.BINARY_LEGACY_UUID);
            bytes.writeLongLE(legacy.getUuid().getMostSignificantBits())
                    .writeLongLE(legacy.getUuid().getLeastSignificantBits());
        } else if (value instanceof BinData binary) {
            byte[] data = binary.getData();
            bytes.writeByte(Math.min(data.length, KeyType.LONG_BINARY));
            if (data.length >= KeyType.LONG_BINARY) {
                bytes.writeInt(data.length);
            }
            bytes.writeByte(KeyType.BINARY_GENERIC).writeBytes(data);
        }
    }

    private void addNumber(@Nullable Object value) {
        if (value instanceof Double number) {
            if (number.equals(-0.0)) {
                typeBits.add(TypeBits.NEGATIVE_DOUBLE_ZERO, 5);
            } else {
                typeBits.add(TypeBits.DOUBLE, 2);
            }
            addDouble(number, DecimalKey.EXACT);
        } else if (value instanceof Decimal128 decimal) {
            addDecimal(decimal);
        } else if (value instanceof Number number) {
            typeBits.add(number instanceof Integer ? TypeBits.INT : TypeBits.LONG, 2);
            addInteger(number.longValue());
        }
    }

    private void addInteger(long number) {
        if (number == Long.MIN_VALUE) {
            addDouble((double) number, DecimalKey.EXACT);
        } else if (number == 0) {
            bytes.writeByte(KeyType.ZERO);
        } else {
            addShifted(Math.abs(number) << 1, number < 0);
        }
    }

    /** Appends an integer in as few bytes as possible; its lowest bit is set if a fraction follows. */
    private void addShifted(long shifted, boolean negative) {
        int count = (Long.SIZE - Long.numberOfLeadingZeros(shifted) + Byte.SIZE - 1) / Byte.SIZE;
        bytes.writeByte(negative ? KeyType.NEGATIVE_1_BYTE - count + 1 : KeyType.POSITIVE_1_BYTE + count - 1);
        for (int i = count - 1; i >= 0; i--) {
            int unit = (int) (shifted >>> (i * Byte.SIZE));
            bytes.writeByte(negative ? ~unit : unit);
        }
    }

    private void addDouble(double number, int marker) {
        double magnitude = Math.abs(number);
        boolean negative = number < 0;
        if (Double.isNaN(number)) {
            bytes.writeByte(KeyType.NAN);
        } else if (number == 0) {
            bytes.writeByte(KeyType.ZERO);
        } else if (magnitude < 1) {
            bytes.writeByte(negative ? KeyType.NEGATIVE_SMALL : KeyType.POSITIVE_SMALL);
            addLong(small(magnitude, marker), negative);
        } else if (magnitude < DecimalKey.FIRST_LARGE) {
            addMedium(magnitude, negative, marker);
        } else {
            bytes.writeByte(negative ? KeyType.NEGATIVE_LARGE : KeyType.POSITIVE_LARGE);
            addLong(large(magnitude, marker), negative);
        }
    }

    private static long small(double magnitude, int marker) {
        return magnitude >= DecimalKey.FIRST_WITH_2_BITS
                ? (Double.doubleToLongBits(magnitude) << 2) | marker
                : ((Double.doubleToLongBits(magnitude * UP_FROM_SUBNORMAL) << 1) | continued(marker)) + SECOND_BIT;
    }

    private static long large(double magnitude, int marker) {
        return Double.isInfinite(magnitude)
                ? -1
                : ((Double.doubleToLongBits(magnitude) << 1) & Long.MAX_VALUE) | continued(marker);
    }

    private static int continued(int marker) {
        return marker == DecimalKey.EXACT ? 0 : 1;
    }

    private void addMedium(double magnitude, boolean negative, int marker) {
        long integer = (long) magnitude;
        if (integer == magnitude && marker == DecimalKey.EXACT) {
            addShifted(integer << 1, negative);
            return;
        }
        int fractionBytes = Long.numberOfLeadingZeros(integer << 1) / Byte.SIZE;
        int fractionBits = fractionBytes * Byte.SIZE;
        bytes.writeByte(negative ? KeyType.NEGATIVE_8_BYTES + fractionBytes : KeyType.POSITIVE_8_BYTES - fractionBytes);
        // The integer is doubled for the lowest bit, which is 1: a fraction follows.
        long encoded = (long) Math.scalb(magnitude, fractionBits) + ((integer + 1) << fractionBits);
        addLong(encoded | marker, negative);
    }

    private void addDecimal(Decimal128 decimal) {
        if (DecimalKey.isZero(decimal)) {
            int which = DecimalKey.whichZero(decimal);
            typeBits.add(TypeBits.DECIMAL_ZERO + (which >> TypeBits.DECIMAL_ZERO_BITS), 5);
            typeBits.add(which, TypeBits.DECIMAL_ZERO_BITS);
            bytes.writeByte(KeyType.ZERO);
            return;
        }
        typeBits.add(TypeBits.DECIMAL, 2);
        if (!DecimalKey.isFinite(decimal)) {
            addDouble(DecimalKey.special(decimal), DecimalKey.EXACT);
            return;
        }
        BigDecimal number = decimal.toBigDecimal();
        typeBits.add(DecimalKey.storedExponent(number), TypeBits.EXPONENT_BITS);
        if (DecimalKey.isLong(number)) {
            addInteger(number.longValueExact());
            return;
        }
        DecimalKey key = DecimalKey.of(number);
        addDouble(key.near(), key.marker());
        if (key.isContinued()) {
            addLong(key.continuation(), key.near() < 0);
        }
    }

    private void addLong(long encoded, boolean negative) {
        bytes.writeLong(negative ? ~encoded : encoded);
    }
}
