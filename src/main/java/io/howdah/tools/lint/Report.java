package io.howdah.tools.lint;

import io.howdah.runtime.check.Finding;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Format of lint findings: text for people, JSON for programs, SARIF for code hosts. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are method references without state
public enum Report {
    /** A line for each finding, or {@code no findings}. */
    TEXT(Report::lines),
    /** A list of JSON objects. */
    JSON(JsonReport::of),
    /** SARIF 2.1.0, for code hosts and editors. */
    SARIF(SarifReport::of);

    private final Function<List<Finding>, String> form;

    Report(Function<List<Finding>, String> form) {
        this.form = form;
    }

    /** Returns the text, which ends with a line end. */
    public String of(List<Finding> findings) {
        return form.apply(findings);
    }

    private static String lines(List<Finding> findings) {
        if (findings.isEmpty()) {
            return "no findings\n";
        }
        return findings.stream().map(finding -> finding.line() + "\n").collect(Collectors.joining());
    }
}
