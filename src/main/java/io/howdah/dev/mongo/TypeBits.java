package io.howdah.dev.mongo;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Type information that a KeyString lacks because the values compare as equal, such as 1, 1.0 and a 64-bit 1. Reads zeros after the last
 * bit.
 */
final class TypeBits {

    static final int INT = 0;
    static final int LONG = 1;
    static final int DOUBLE = 2;
    static final int DECIMAL = 3;

    /** Five bits: negative zero of type double. */
    static final int NEGATIVE_DOUBLE_ZERO = 0x18;

    /** Lowest value of the five bits of a decimal zero; sign and exponent follow. */
    static final int DECIMAL_ZERO = 0x1a;

    static final int DECIMAL_ZERO_BITS = 12;

    /** Number of stored bits of a decimal's exponent. */
    static final int EXPONENT_BITS = 6;

    private static final int SHORT_FORM_BYTES = 127;
    private static final int LENGTH_FOLLOWS = 0x80;

    private final BitSet bits;
    private int length;
    private int next;

    TypeBits() {
        this.bits = new BitSet();
    }

    private TypeBits(BitSet bits, int length) {
        this.bits = bits;
        this.length = length;
    }

    /** Reads {@code _typeBits}. */
    static TypeBits of(byte[] encoded) {
        if (encoded.length == 0 || encoded[0] == 0) {
            return new TypeBits();
        }
        int first = encoded[0] & 0xff;
        int from = first < LENGTH_FOLLOWS ? 0 : first == LENGTH_FOLLOWS ? 1 + Integer.BYTES : 1;
        byte[] data = Arrays.copyOfRange(encoded, Math.min(from, encoded.length), encoded.length);
        return new TypeBits(BitSet.valueOf(data), data.length * Byte.SIZE);
    }

    void add(int value, int bitCount) {
        for (int bit = bitCount - 1; bit >= 0; bit--) {
            bits.set(length++, ((value >> bit) & 1) != 0);
        }
    }

    int read(int bitCount) {
        int value = 0;
        for (int i = 0; i < bitCount; i++) {
            if (!bits.isEmpty() && next >= length) {
                throw ServerErrors.keyString(50615, "Invalid size byte(s).");
            }
            value = (value << 1) | (bits.get(next++) ? 1 : 0);
        }
        return value;
    }

    boolean areZeros() {
        return bits.isEmpty();
    }

    /** Returns the bytes of {@code _typeBits}; the bits must not be all zero. */
    byte[] encoded() {
        byte[] data = Arrays.copyOf(bits.toByteArray(), (length + Byte.SIZE - 1) / Byte.SIZE);
        if (data.length == 1 && data[0] > 0) {
            return data;
        }
        int prefix = data.length > SHORT_FORM_BYTES ? 1 + Integer.BYTES : 1;
        byte[] encoded = new byte[prefix + data.length];
        encoded[0] = (byte) (prefix == 1 ? LENGTH_FOLLOWS | data.length : LENGTH_FOLLOWS);
        for (int i = 1; i < prefix; i++) {
            encoded[i] = (byte) (data.length >> ((i - 1) * Byte.SIZE));
        }
        System.arraycopy(data, 0, encoded, prefix, data.length);
        return encoded;
    }
}
