package io.howdah.query;

import org.jspecify.annotations.Nullable;

/**
 * How long a page of a list is, whichever API asks.
 *
 * @param limit how many documents at most
 * @param backward whether they are the last ones, and not the first
 */
public record PageLength(int limit, boolean backward) {

    /** Of a list that was asked for without a length. */
    public static final int DEFAULT = 20;

    /** The longest that may be asked for. */
    public static final int MAX = 100;

    /**
     * Returns the length that somebody asks for, by one of these or none.
     *
     * @throws InvalidQueryException if both are given, or no page may be so long
     */
    public static PageLength of(@Nullable Integer first, @Nullable Integer last) {
        if (first != null && last != null) {
            throw new InvalidQueryException("first and last exclude each other");
        }
        return last != null
                ? new PageLength(require("last", last), true)
                : new PageLength(require("first", first == null ? DEFAULT : first), false);
    }

    private static int require(String argument, int asked) {
        if (asked < 0 || asked > MAX) {
            throw new InvalidQueryException(argument + "=" + asked + " must be from 0 to " + MAX);
        }
        return asked;
    }
}
