package io.howdah.query;

import org.jspecify.annotations.Nullable;

/**
 * Length and direction of a page, as requested by an API's {@code first} and {@code last}.
 *
 * @param limit maximum number of documents
 * @param backward whether the page has the last documents instead of the first
 */
public record PageLength(int limit, boolean backward) {

    /** Length if the request has none. */
    public static final int DEFAULT = 20;

    /** Maximum length. */
    public static final int MAX = 100;

    /**
     * Returns the length for a request's arguments.
     *
     * @throws InvalidQueryException if both are given, or a length is not from 0 to {@link #MAX}
     */
    public static PageLength of(@Nullable Integer first, @Nullable Integer last) {
        if (first != null && last != null) {
            throw new InvalidQueryException("first and last are mutually exclusive");
        }
        return last != null
                ? new PageLength(require("last", last), true)
                : new PageLength(require("first", first == null ? DEFAULT : first), false);
    }

    private static int require(String argument, int length) {
        if (length < 0 || length > MAX) {
            throw new InvalidQueryException(argument + "=" + length + " must be from 0 to " + MAX);
        }
        return length;
    }
}
