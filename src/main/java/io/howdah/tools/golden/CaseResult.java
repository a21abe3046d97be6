package io.howdah.tools.golden;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Result of a case.
 *
 * @param domain the case's domain
 * @param name the case's name
 * @param problems one line for each problem; empty if the case passed
 * @param written the expectation file that was written, if any
 * @param time how long the case took
 */
public record CaseResult(String domain, String name, List<String> problems, Optional<Path> written, Duration time) {

    /** Returns {@code domain/name}. */
    public String title() {
        return domain + "/" + name;
    }

    /** Returns whether the case passed. */
    public boolean passed() {
        return problems.isEmpty();
    }
}
