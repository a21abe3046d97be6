package io.howdah.lint;

/** Looks for one group of things that may be wrong. */
interface Check {

    /** Adds what it finds. */
    void check(Declared declared, Findings findings);
}
