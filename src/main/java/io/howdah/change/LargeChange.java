package io.howdah.change;

import org.jspecify.annotations.Nullable;

/**
 * Finds a change that no reply can hold. A server refuses the whole batch that it is in, so changes are read one by one until it is the
 * next. Used by one thread.
 */
final class LargeChange {

    /** How many are read one by one before batches are tried again: the change may be gone, as it looks up the present document. */
    private static final int MAX_SINGLE = 1_000;

    private int left;
    private boolean isNext;
    private @Nullable StreamPosition from;

    /** Notes that the server refused to show what comes behind this place. */
    void refused(@Nullable StreamPosition place) {
        isNext = left > 0 && place != null && place.equals(from);
        from = place;
        left = MAX_SINGLE;
    }

    /** Whether the changes that come next are to be read one by one. */
    boolean isNear() {
        return left > 0;
    }

    /** Whether the very next change is the one. */
    boolean isNext() {
        return isNext;
    }

    /** Notes that a change was read. */
    void passedOne() {
        if (left > 0) {
            left--;
        }
    }

    /** Notes that it is behind, or was never there. */
    void isOver() {
        left = 0;
        isNext = false;
    }
}
