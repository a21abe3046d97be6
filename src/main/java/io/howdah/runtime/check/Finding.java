package io.howdah.runtime.check;

import io.howdah.runtime.source.SourceLocation;
import java.util.Comparator;

/**
 * A problem in an application's files.
 *
 * @param code the kind of problem
 * @param location where it is
 * @param what the problem, without a full stop
 * @param fix how to fix it, without a full stop
 */
public record Finding(Code code, SourceLocation location, String what, String fix) implements Comparable<Finding> {

    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::location).thenComparing(Finding::code).thenComparing(Finding::what);

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }

    /** Returns whether the finding prevents a start. */
    public boolean isError() {
        return code.severity() == Severity.ERROR;
    }

    /** Returns the finding in one line: {@code file:line:column: severity code: what; fix}. */
    public String line() {
        return location + ": " + code.severity().text() + " " + code.text() + ": " + what + "; " + fix;
    }
}
