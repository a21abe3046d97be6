package io.howdah.runtime.check;

import io.howdah.runtime.source.SourceLocation;
import java.util.Comparator;

/**
 * One thing that is wrong.
 *
 * @param code which kind of thing
 * @param place where it is written
 * @param what what is wrong, without a full stop
 * @param cure what to do about it, without a full stop
 */
public record Finding(Code code, SourceLocation place, String what, String cure) implements Comparable<Finding> {

    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::place).thenComparing(Finding::code).thenComparing(Finding::what);

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }

    /** Return whether an application with it is not started. */
    public boolean isError() {
        return code.severity() == Severity.ERROR;
    }

    /** Return it in one line: {@code file:line:column: severity code: what; cure}. */
    public String line() {
        return place + ": " + code.severity().text() + " " + code.text() + ": " + what + "; " + cure;
    }
}
