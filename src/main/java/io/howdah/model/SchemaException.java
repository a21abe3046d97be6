package io.howdah.model;

import java.util.List;
import java.util.stream.Collectors;

/** The SDL is wrong: says everything that is wrong with it at once, one line each: {@code file:line:column: what; cure}. */
public final class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<SdlProblem> problems;

    SchemaException(List<SdlProblem> problems) {
        super(problems.stream().map(SdlProblem::text).distinct().collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** Return the lines, ordered by file and place. */
    public List<String> problems() {
        return problems.stream().map(SdlProblem::text).distinct().toList();
    }

    /** Return the same as values, each with its place. */
    public List<SdlProblem> places() {
        return problems;
    }
}
