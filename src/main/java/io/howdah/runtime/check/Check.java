package io.howdah.runtime.check;

/** Looks for one group of findings. */
interface Check {

    /** Adds the findings of an application. */
    void check(Declared declared, Findings findings);

    /** Returns whether the check is too slow to precede a start, which finds the same errors anyway. */
    default boolean isSlow() {
        return false;
    }
}
