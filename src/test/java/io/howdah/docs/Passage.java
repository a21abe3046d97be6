package io.howdah.docs;

import java.nio.file.Path;

/**
 * A piece of text that a person reads.
 *
 * @param area where it stands
 * @param file the file, relative to the project's folder
 * @param line the line of the file at which the text starts, from 1
 * @param text the text without the marks of its format; its line breaks are those of the file
 */
record Passage(Area area, Path file, int line, String text) {

    /** Kinds of text. Each has ceilings of its own. */
    enum Area {
        /** README, CONTRIBUTING, SECURITY and the pages below docs/. */
        DOCS,
        /** Comments and Javadoc of the main code. */
        JAVADOC,
        /** Comments and Javadoc of the tests. */
        TESTS,
        /** String literals of the main code that contain words. */
        MESSAGES,
        /** Comments and descriptions of settings, SDL, routes and deployment files. */
        FILES,
        /** Texts and comments of the dev page. */
        WEB,
        /** Identifiers of the main code, each once, as words: {@code MAX_BYTES} is "max bytes". */
        NAMES
    }

    /** Returns the line of the file that holds the character at an index of the text. */
    int lineOf(int index) {
        return line
                + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
    }
}
