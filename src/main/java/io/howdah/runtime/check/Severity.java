package io.howdah.runtime.check;

import java.util.Locale;

/** The severity of a finding. */
public enum Severity {
    /** The application would not start, or would break a guarantee: Howdah refuses the start. */
    ERROR,
    /** The application runs, but probably not as intended. */
    WARNING;

    /** Returns the severity in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
