package io.howdah.model;

import java.util.List;

/** The SDL is wrong: says everything that is wrong with it at once, one line each: {@code file:line:column: what; cure}. */
public final class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    SchemaException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** Return the lines, ordered by file and place. */
    public List<String> problems() {
        return problems;
    }
}
