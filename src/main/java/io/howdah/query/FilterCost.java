package io.howdah.query;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a filter costs, in the units of an operation's complexity: 5 for each name in it, and 100 for {@code contains}, which may
 * read every document; 10 for each element of a list, for the database compares documents with each, and 1 for each 100 characters of a
 * text.
 */
public final class FilterCost {

    private static final int NAME = 5;
    private static final int CONTAINS = 100;
    private static final int ELEMENT = 10;
    private static final int CHARACTERS = 100;

    /** More than any limit: it is not counted further. */
    private static final long ENOUGH = 10_000_000;

    private long cost;

    private FilterCost() {}

    /** Returns what a filter costs, or a part of one, as {@link Where} reads it. What is neither map, list nor text costs nothing. */
    public static long of(@Nullable Object filter) {
        FilterCost counted = new FilterCost();
        counted.add(filter);
        return counted.cost;
    }

    private void add(@Nullable Object part) {
        if (cost > ENOUGH) {
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
