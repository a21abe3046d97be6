package io.howdah.tools.golden;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a case went.
 *
 * @param domain its domain
 * @param name its name
 * @param problems what is wrong, a line each; none if it has passed
 * @param written the file of expectations that was written, if one was
 * @param time how long it took
 */
public record CaseResult(String domain, String name, List<String> problems, Optional<Path> written, Duration time) {

    /** Return {@code domain/name}. */
    public String title() {
        return domain + "/" + name;
    }

    /** Return whether all was as expected. */
    public boolean passed() {
        return problems.isEmpty();
    }
}
