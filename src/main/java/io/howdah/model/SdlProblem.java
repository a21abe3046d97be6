package io.howdah.model;

import java.util.Comparator;

/**
 * One thing that is wrong with the SDL.
 *
 * @param file what messages call the file; {@link #NOWHERE} if it is the matter of no one file
 * @param line from 1, or 0 for no one line
 * @param column from 1, or 0
 * @param what what is wrong
 * @param cure what to do about it
 * @param syntax whether the text is no SDL at all, so that nothing else could be looked at
 */
public record SdlProblem(String file, int line, int column, String what, String cure, boolean syntax) {

    /** In place of a file. */
    public static final String NOWHERE = "SDL";

    static final Comparator<SdlProblem> ORDER = Comparator.comparing(SdlProblem::file)
            .thenComparingInt(SdlProblem::line)
            .thenComparingInt(SdlProblem::column);

    /** Return {@code file:line:column: what; cure}. */
    String text() {
        return (line == 0 ? file : file + ":" + line + ":" + column) + ": " + what + "; " + cure;
    }
}
