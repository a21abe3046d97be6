package io.howdah.ingest;

import java.util.Date;
import java.util.OptionalInt;
import org.bson.types.Decimal128;

/** Compares versions. Each model has one version type: an integer, a decimal or a time. */
final class Versions {

    private Versions() {}

    /**
     * Compares two versions.
     *
     * @return negative, zero or positive as for a comparator, or empty if the types differ, because the model's version
     *     field has changed
     */
    static OptionalInt compare(Object one, Object other) {
        if (isInteger(one) && isInteger(other)) {
            return OptionalInt.of(Long.compare(((Number) one).longValue(), ((Number) other).longValue()));
        }
        if (one instanceof Decimal128 decimal && other instanceof Decimal128 otherDecimal) {
            return OptionalInt.of(decimal.compareTo(otherDecimal));
        }
        if (one instanceof Date date && other instanceof Date otherDate) {
            return OptionalInt.of(date.toInstant().compareTo(otherDate.toInstant()));
        }
        return OptionalInt.empty();
    }

    private static boolean isInteger(Object version) {
        return version instanceof Long || version instanceof Integer;
    }
}
