package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Decimal128;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A decimal number in a KeyString: the nearest double towards zero, so that decimals sort among doubles, and the difference.
 *
 * @param near the double
 * @param marker the kind of difference
 * @param continuation how many units of the 34th digit are missing, 0 unless the marker says that they follow
 */
record DecimalKey(double near, int marker, long continuation) {

    /** The double equals the number. Also the marker of plain doubles. */
    static final int EXACT = 0;

    static final int LESS_THAN_15_DIGITS = 1;

    /** The double, rounded up to 15 digits, equals the number. */
    static final int EXACT_TO_15_DIGITS = 2;

    static final int MORE_THAN_15_DIGITS = 3;

    static final double FIRST_LARGE = 0x1p63;
    static final double FIRST_WITH_2_BITS = 0x1p-255;
    static final double MAX_EXACT_LONG = 0x1p53;

    private static final int DIGITS = 34;
    private static final int SHORT_DIGITS = 15;
    private static final int EXPONENT_BIAS = 6176;
    private static final int MAX_EXPONENT = 12287;
    private static final int EXPONENT_SHIFT = 49;
    private static final int STORED_EXPONENTS = 64;

    static DecimalKey of(BigDecimal decimal) {
        double near = towardZero(decimal);
        double magnitude = Math.abs(near);
        if (new BigDecimal(near).compareTo(decimal) == 0) {
            return new DecimalKey(near, EXACT, 0);
        }
        if (magnitude < Double.MIN_NORMAL
                || magnitude == Double.MAX_VALUE
                || (magnitude >= MAX_EXACT_LONG && magnitude < FIRST_LARGE)) {
            throw ServerErrors.notImplemented("resume tokens for the key " + decimal);
        }
        if (magnitude >= FIRST_LARGE || magnitude < FIRST_WITH_2_BITS) {
            return new DecimalKey(near, MORE_THAN_15_DIGITS, missing(decimal, near));
        }
        int comparison = decimal.abs().compareTo(rounded(near, SHORT_DIGITS).abs());
        if (comparison == 0) {
            return new DecimalKey(near, EXACT_TO_15_DIGITS, 0);
        }
        return new DecimalKey(near, comparison < 0 ? LESS_THAN_15_DIGITS : MORE_THAN_15_DIGITS, missing(decimal, near));
    }

    /** Returns whether a number is a 64-bit integer, which a double may not represent exactly. */
    static boolean isLong(BigDecimal number) {
        double magnitude = Math.abs(number.doubleValue());
        return magnitude >= MAX_EXACT_LONG
                && magnitude < FIRST_LARGE
                && number.stripTrailingZeros().scale() <= 0;
    }

    boolean isContinued() {
        return marker == LESS_THAN_15_DIGITS || marker == MORE_THAN_15_DIGITS;
    }

    /** Returns the number with that exponent, of which the type bits keep the lowest six bits. */
    Decimal128 value(int storedExponent) {
        BigDecimal number = switch (marker) {
            case EXACT -> rounded(near, DIGITS);
            case EXACT_TO_15_DIGITS -> rounded(near, SHORT_DIGITS);
            default -> {
                BigDecimal start = fullyScaled(near);
                BigDecimal rest = BigDecimal.valueOf(continuation, start.scale());
                yield near < 0 ? start.subtract(rest) : start.add(rest);
            }
        };
        return new Decimal128(withExponent(number, storedExponent));
    }

    /** Returns the only form of a number with at most 34 digits and an exponent with these lowest bits. */
    static BigDecimal withExponent(BigDecimal number, int storedExponent) {
        BigDecimal shortest = number.stripTrailingZeros();
        for (int scale = shortest.scale(); scale <= shortest.scale() + DIGITS - shortest.precision(); scale++) {
            if (Math.floorMod(EXPONENT_BIAS - scale, STORED_EXPONENTS) == storedExponent) {
                return shortest.setScale(scale, RoundingMode.UNNECESSARY);
            }
        }
        throw ServerErrors.keyString(50814, "Unexpected exponent values after adjusting Decimal.");
    }

    static int storedExponent(BigDecimal decimal) {
        return Math.floorMod(EXPONENT_BIAS - decimal.scale(), STORED_EXPONENTS);
    }

    static boolean isZero(Decimal128 decimal) {
        return decimal.getLow() == 0 && (decimal.getHigh() << (Long.SIZE - EXPONENT_SHIFT)) == 0 && isFinite(decimal);
    }

    static boolean isFinite(Decimal128 decimal) {
        return !decimal.equals(Decimal128.NaN)
                && !decimal.equals(Decimal128.POSITIVE_INFINITY)
                && !decimal.equals(Decimal128.NEGATIVE_INFINITY);
    }

    static double special(Decimal128 decimal) {
        return decimal.equals(Decimal128.NaN)
                ? Double.NaN
                : decimal.equals(Decimal128.POSITIVE_INFINITY) ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /** Returns the index of a zero among all decimal zeros; negative zeros are last. */
    static int whichZero(Decimal128 zero) {
        int exponent = (int) ((zero.getHigh() & Long.MAX_VALUE) >>> EXPONENT_SHIFT);
        return zero.getHigh() < 0 ? exponent + MAX_EXPONENT + 1 : exponent;
    }

    static Decimal128 zero(int which) {
        boolean negative = which > MAX_EXPONENT;
        long exponent = negative ? which - MAX_EXPONENT - 1 : which;
        return new Decimal128(0, (exponent << EXPONENT_SHIFT) | (negative ? Long.MIN_VALUE : 0));
    }

    private static double towardZero(BigDecimal decimal) {
        double nearest = decimal.doubleValue();
        return Double.isInfinite(nearest) || new BigDecimal(nearest).abs().compareTo(decimal.abs()) > 0
                ? Math.nextAfter(nearest, 0)
                : nearest;
    }

    private static long missing(BigDecimal decimal, double near) {
        BigDecimal start = fullyScaled(near);
        return decimal.subtract(start).abs().movePointRight(start.scale()).longValueExact();
    }

    private static BigDecimal fullyScaled(double near) {
        BigDecimal rounded = rounded(near, DIGITS);
        return rounded.setScale(rounded.scale() + DIGITS - rounded.precision(), RoundingMode.UNNECESSARY);
    }

    private static BigDecimal rounded(double number, int digits) {
        return new BigDecimal(number, new MathContext(digits, RoundingMode.UP));
    }
}
