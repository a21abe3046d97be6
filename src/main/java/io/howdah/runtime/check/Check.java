package io.howdah.runtime.check;

/** Looks for one group of things that may be wrong. */
interface Check {

    /** Adds what it finds. */
    void check(Declared declared, Findings findings);

    /** Return whether it takes long in a process that has just begun, and a start finds the same by itself. */
    default boolean isSlow() {
        return false;
    }
}
