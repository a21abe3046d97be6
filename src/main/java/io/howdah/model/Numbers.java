package io.howdah.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.bson.types.Decimal128;

/** Numbers: in range and exact, or refused. */
final class Numbers {

    /** Beyond 2^53 a double no longer tells neighbouring whole numbers apart. */
    private static final double EXACT_DOUBLE = 9_007_199_254_740_992d;

    /** Longer than any Long or Decimal; keeps a hostile text from costing more than a look. */
    private static final int MAX_TEXT = 64;

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
            // Out of range: refused below.
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
            // Out of range, or no number: refused below.
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

    /** Return the value as a Decimal128 that holds exactly its digits. */
    static Object decimal(Object value) {
        try {
            if (value instanceof Number number) {
                return new Decimal128(exact(number));
            }
            if (value instanceof String text && text.length() <= MAX_TEXT) {
                return new Decimal128(new BigDecimal(text));
            }
        } catch (NumberFormatException e) {
            // No number, or more digits than a Decimal128 has: refused below.
        }
        throw new InvalidDocumentException("must be a decimal number of at most 34 digits");
    }

    static Object decimalText(Object stored) {
        return ((Decimal128) stored).bigDecimalValue().toPlainString();
    }

    /** Return the number as the whole number that it is; one with a fraction, or that a double cannot hold exactly, is refused. */
    static BigInteger whole(Number number) {
        if (number instanceof BigInteger integer) {
            return integer;
        }
        boolean inexact = number instanceof Double || number instanceof Float;
        if (inexact && !(Math.abs(number.doubleValue()) <= EXACT_DOUBLE)) {
            throw new InvalidDocumentException(
                    "must be a whole number, and a floating-point one holds it only up to 2^53");
        }
        try {
            return exact(number).toBigIntegerExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new InvalidDocumentException("must be a whole number");
        }
    }

    /** Return the number's exact digits; a double's are the shortest that name it. */
    static BigDecimal exact(Number number) {
        BigDecimal decimal = number instanceof Decimal128 stored ? finite(stored) : new BigDecimal(number.toString());
        // A huge exponent is a short text with an enormous plain form.
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
