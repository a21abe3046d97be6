package io.howdah.model;

import java.util.List;
import java.util.stream.Collectors;

/** Reports all problems in the SDL, one per line: {@code file:line:column: what; fix}. */
public final class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<SdlProblem> problems;

    SchemaException(List<SdlProblem> problems) {
        super(problems.stream().map(SdlProblem::text).distinct().collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** Returns the lines, ordered by file and source location. */
    public List<String> problems() {
        return problems.stream().map(SdlProblem::text).distinct().toList();
    }

    /** Returns the problems with their source locations. */
    public List<SdlProblem> locatedProblems() {
        return problems;
    }
}
