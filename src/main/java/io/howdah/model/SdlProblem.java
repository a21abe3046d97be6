package io.howdah.model;

import java.util.Comparator;

/**
 * Problem in the SDL.
 *
 * @param file the file name in messages; {@link #NOWHERE} for a problem of no single file
 * @param line the line from 1, or 0 if there is none
 * @param column the column from 1, or 0
 * @param what the problem
 * @param fix how to fix it
 * @param syntax whether the text is not SDL, so that nothing else could be checked
 */
public record SdlProblem(String file, int line, int column, String what, String fix, boolean syntax) {

    /** File name of problems that belong to no single file. */
    public static final String NOWHERE = "SDL";

    static final Comparator<SdlProblem> ORDER = Comparator.comparing(SdlProblem::file)
            .thenComparingInt(SdlProblem::line)
            .thenComparingInt(SdlProblem::column);

    /** Returns {@code file:line:column: what; fix}. */
    String text() {
        return (line == 0 ? file : file + ":" + line + ":" + column) + ": " + what + "; " + fix;
    }
}
