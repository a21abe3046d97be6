package io.howdah.runtime.check;

import java.util.Locale;

/** How bad a finding is. */
public enum Severity {
    /** The application would not start, or would break a promise; it is not started. */
    ERROR,
    /** The application runs, and somebody will be surprised. */
    WARNING;

    /** Return the word that people read. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
