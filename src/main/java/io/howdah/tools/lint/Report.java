package io.howdah.tools.lint;

import io.howdah.runtime.check.Finding;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts findings into a form that somebody reads: people, programs, or the pages of a code host. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are method references, which hold no state
public enum Report {
    /** A line for each, or one that says that there are none. */
    TEXT(Report::lines),
    /** A list of objects. */
    JSON(JsonReport::of),
    /** SARIF 2.1.0, which code hosts and editors read. */
    SARIF(SarifReport::of);

    private final Function<List<Finding>, String> form;

    Report(Function<List<Finding>, String> form) {
        this.form = form;
    }

    /** Return the text, which ends with a line end. */
    public String of(List<Finding> findings) {
        return form.apply(findings);
    }

    private static String lines(List<Finding> findings) {
        if (findings.isEmpty()) {
            return "nothing is wrong\n";
        }
        return findings.stream().map(finding -> finding.line() + "\n").collect(Collectors.joining());
    }
}
