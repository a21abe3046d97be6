package io.howdah.runtime.source;

import java.util.Comparator;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * A position in a source file.
 *
 * @param file the file's path
 * @param line from 1
 * @param column from 1
 */
public record SourceLocation(String file, int line, int column) implements Comparable<SourceLocation> {

    private static final Comparator<SourceLocation> ORDER = Comparator.comparing(SourceLocation::file)
            .thenComparingInt(SourceLocation::line)
            .thenComparingInt(SourceLocation::column);

    /** Returns the start of a file. */
    public static SourceLocation startOf(String file) {
        return new SourceLocation(file, 1, 1);
    }

    /** Converts a position of the YAML reader. */
    static SourceLocation of(Mark mark) {
        String file = mark.getName().replaceFirst("^(file|classpath):", "");
        return new SourceLocation(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    @Override
    public int compareTo(SourceLocation other) {
        return ORDER.compare(this, other);
    }

    /** Returns {@code file:line:column}, which editors and terminals show as a link. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
