package io.howdah.model;

import java.math.BigDecimal;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/** Compares stored values as MongoDB's queries do, so that a filter gives the same result in memory. */
@SuppressWarnings("JavaUtilDate")
public final class StoredValues {

    private StoredValues() {}

    /** Returns whether a rule applies to the value, or, for a list, to an element; false for an absent value. */
    public static boolean any(@Nullable Object stored, Predicate<Object> rule) {
        if (stored instanceof List<?> list) {
            return list.stream().anyMatch(each -> each != null && rule.test(each));
        }
        return stored != null && rule.test(stored);
    }

    /** Returns whether the value equals null: it is absent, or a list with a null. */
    public static boolean isNull(@Nullable Object stored) {
        return stored == null
                || (stored instanceof List<?> list && list.stream().anyMatch(Objects::isNull));
    }

    /**
     * Compares two values.
     *
     * @return negative, zero or positive as for a comparator; empty if the values are not comparable, such as a number
     *     and a text
     */
    public static OptionalInt compare(Object one, Object other) {
        if (one instanceof Number left && other instanceof Number right) {
            return numbers(left, right);
        }
        if (one instanceof String left && other instanceof String right) {
            return OptionalInt.of(texts(left, right));
        }
        if (one instanceof Date left && other instanceof Date right) {
            return OptionalInt.of(left.compareTo(right));
        }
        if (one instanceof Boolean left && other instanceof Boolean right) {
            return OptionalInt.of(left.compareTo(right));
        }
        return OptionalInt.empty();
    }

    /** Returns whether two values are equal; numbers are compared by value, whatever their types. */
    static boolean isSame(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Number left && other instanceof Number right) {
            return numbers(left, right).equals(OptionalInt.of(0));
        }
        if (one instanceof Map<?, ?> left && other instanceof Map<?, ?> right) {
            return areSame(left.keySet(), right.keySet()) && areSame(left.values(), right.values());
        }
        if (one instanceof List<?> left && other instanceof List<?> right) {
            return areSame(left, right);
        }
        return Objects.equals(one, other);
    }

    /** Compares in order: the fields of a document are ordered. */
    private static boolean areSame(Iterable<?> left, Iterable<?> right) {
        Iterator<?> one = left.iterator();
        Iterator<?> other = right.iterator();
        while (one.hasNext() && other.hasNext()) {
            if (!isSame(one.next(), other.next())) {
                return false;
            }
        }
        return !one.hasNext() && !other.hasNext();
    }

    private static OptionalInt numbers(Number one, Number other) {
        if (isWhole(one) && isWhole(other)) {
            return OptionalInt.of(Long.compare(one.longValue(), other.longValue()));
        }
        double left = one.doubleValue();
        double right = other.doubleValue();
        if (Double.isNaN(left) || Double.isNaN(right)) {
            return Double.isNaN(left) && Double.isNaN(right) ? OptionalInt.of(0) : OptionalInt.empty();
        }
        if (one instanceof Double && other instanceof Double) {
            // Unlike Double.compare, which distinguishes 0 and -0.
            return OptionalInt.of(left < right ? -1 : left > right ? 1 : 0);
        }
        if (isFinite(one) && isFinite(other)) {
            return OptionalInt.of(exact(one).compareTo(exact(other)));
        }
        // A finite decimal may be greater than any double.
        return OptionalInt.of(Double.compare(isFinite(one) ? 0 : left, isFinite(other) ? 0 : right));
    }

    private static boolean isWhole(Number number) {
        return number instanceof Integer || number instanceof Long;
    }

    private static boolean isFinite(Number number) {
        return number instanceof Decimal128 decimal ? decimal.isFinite() : Double.isFinite(number.doubleValue());
    }

    /**
     * Returns a double's exact binary value, not the shortest digits: to MongoDB, 0.1 as a double and as a decimal
     * differ.
     */
    private static BigDecimal exact(Number number) {
        return number instanceof Double ? new BigDecimal(number.doubleValue()) : Numbers.exact(number);
    }

    /**
     * Compares by code points, the order of their UTF-8 bytes. Java's own order sorts characters beyond 16 bits among
     * the right.
     */
    private static int texts(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char left = one.charAt(i);
            char right = other.charAt(i);
            if (left != right) {
                boolean sameWidth = Character.isSurrogate(left) == Character.isSurrogate(right);
                return sameWidth ? Character.compare(left, right) : Character.isSurrogate(left) ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
