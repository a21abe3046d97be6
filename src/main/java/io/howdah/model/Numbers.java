package io.howdah.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.bson.types.Decimal128;

/** Converts numbers exactly and rejects others, including numbers out of range. */
final class Numbers {

    /** Beyond 2^53, a double cannot represent every whole number. */
    private static final double EXACT_DOUBLE = 9_007_199_254_740_992d;

    /** Longer than any Long or Decimal. Limits the cost of hostile text. */
    private static final int MAX_TEXT_LENGTH = 64;

    private static final int MAX_EXPONENT = 6_200;

    private Numbers() {}

    static Object int32(Object value) {
        if (value instanceof Integer) {
            return value;
        }
        try {
            if (value instanceof Number number) {
                return whole(number).intValueExact();
            }
        } catch (ArithmeticException e) {
            // Out of range: rejected below.
        }
        throw new InvalidDocumentException("must be a whole number of 32 bits");
    }

    static Object int64(Object value) {
        if (value instanceof Long) {
            return value;
        }
        try {
            if (value instanceof Number number) {
                return whole(number).longValueExact();
            }
            if (value instanceof String text) {
                return Long.valueOf(text);
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // Out of range or not a number: rejected below.
        }
        throw new InvalidDocumentException("must be a whole number of 64 bits");
    }

    static Object float64(Object value) {
        if (value instanceof Number number && !(value instanceof Decimal128)) {
            double converted = number.doubleValue();
            if (Double.isFinite(converted)) {
                return converted;
            }
        }
        throw new InvalidDocumentException("must be a finite number");
    }

    /** Returns the value as a Decimal128 with exactly its digits. */
    static Object decimal(Object value) {
        try {
            if (value instanceof Number number) {
                return new Decimal128(exact(number));
            }
            if (value instanceof String text && text.length() <= MAX_TEXT_LENGTH) {
                return new Decimal128(new BigDecimal(text));
            }
        } catch (NumberFormatException e) {
            // Not a number, or more digits than a Decimal128 has: rejected below.
        }
        throw new InvalidDocumentException("must be a decimal number of at most 34 digits");
    }

    static Object decimalText(Object stored) {
        return ((Decimal128) stored).bigDecimalValue().toPlainString();
    }

    /** Returns the number as a whole number. Rejects fractions, and doubles beyond 2^53. */
    static BigInteger whole(Number number) {
        if (number instanceof BigInteger integer) {
            return integer;
        }
        boolean inexact = number instanceof Double || number instanceof Float;
        if (inexact && !(Math.abs(number.doubleValue()) <= EXACT_DOUBLE)) {
            throw new InvalidDocumentException(
                    "must be a whole number; a floating-point number is exact only up to 2^53");
        }
        try {
            return exact(number).toBigIntegerExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new InvalidDocumentException("must be a whole number");
        }
    }

    /** Returns the number's exact digits; for a double, the shortest digits that identify it. */
    static BigDecimal exact(Number number) {
        BigDecimal decimal = number instanceof Decimal128 stored ? finite(stored) : new BigDecimal(number.toString());
        // A huge exponent is a short text with a very long plain form.
        if (Math.abs((long) decimal.scale()) > MAX_EXPONENT) {
            throw new NumberFormatException("exponent");
        }
        return decimal;
    }

    private static BigDecimal finite(Decimal128 stored) {
        if (!stored.isFinite()) {
            throw new NumberFormatException("not finite");
        }
        // BigDecimal has no negative zero.
        return Decimal128.NEGATIVE_ZERO.equals(stored) ? BigDecimal.ZERO : stored.bigDecimalValue();
    }
}
