package io.howdah.change;

import org.jspecify.annotations.Nullable;

/**
 * Finds a change that is too large for a reply. A server refuses the whole batch with it, so the follower reads single
 * changes until the large one is next. Used by one thread.
 */
final class LargeChange {

    /**
     * Maximum number of changes to read one by one before batches are used again. The change may be gone, because an
     * update looks up the present document.
     */
    private static final int MAX_SINGLE = 1_000;

    private int left;
    private boolean isNext;
    private @Nullable StreamPosition from;

    /** Records that the server refused to return the changes after this position. */
    void refused(@Nullable StreamPosition position) {
        isNext = left > 0 && position != null && position.equals(from);
        from = position;
        left = MAX_SINGLE;
    }

    /** Returns whether to read the next changes one by one. */
    boolean isNear() {
        return left > 0;
    }

    /** Returns whether the next change is the large one. */
    boolean isNext() {
        return isNext;
    }

    /** Records that a change was read. */
    void passedOne() {
        if (left > 0) {
            left--;
        }
    }

    /** Records that the large change was passed, or never existed. */
    void isOver() {
        left = 0;
        isNext = false;
    }
}
