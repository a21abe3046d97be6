package io.howdah.query;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes the cost of a filter in units of an operation's complexity.
 * <ul>
 * <li>5 for each name
 * <li>100 for {@code contains}, which may read every document
 * <li>10 for each element of a list, because MongoDB compares documents with each element
 * <li>1 for each 100 characters of a text
 * </ul>
 */
public final class FilterCost {

    private static final int NAME = 5;
    private static final int CONTAINS = 100;
    private static final int ELEMENT = 10;
    private static final int CHARACTERS = 100;

    /** Above every limit, so counting stops here. */
    private static final long MAX_COUNTED = 10_000_000;

    private long cost;

    private FilterCost() {}

    /**
     * Returns the cost of a filter, or of a part of one, in the form that {@link Where} reads. Values other than maps,
     * lists and texts cost nothing.
     */
    public static long of(@Nullable Object filter) {
        FilterCost counter = new FilterCost();
        counter.add(filter);
        return counter.cost;
    }

    private void add(@Nullable Object part) {
        if (cost > MAX_COUNTED) {
            return;
        }
        if (part instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                cost += "contains".equals(name) ? CONTAINS : NAME;
                add(value);
            });
        } else if (part instanceof Collection<?> list) {
            cost += (long) ELEMENT * list.size();
            list.forEach(this::add);
        } else if (part instanceof CharSequence text) {
            cost += text.length() / CHARACTERS;
        }
    }
}
