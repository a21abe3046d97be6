package io.howdah.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Aligned columns of text. It buffers at most {@value #PAGE} rows, so that a table can have any number of rows. */
public final class Table {

    private static final int PAGE = 200;

    private final PrintWriter out;
    private final int[] widths;
    private final List<String[]> rows = new ArrayList<>();

    /** Creates a table with these column headings. A table without rows prints nothing. */
    public Table(PrintWriter out, String... columns) {
        this.out = out;
        this.widths = new int[columns.length];
        rows.add(columns);
    }

    /** Adds a row; replaces control characters, which could control the terminal, by question marks. */
    public void row(String... cells) {
        rows.add(Arrays.stream(cells).map(Table::plain).toArray(String[]::new));
        if (rows.size() > PAGE) {
            flush();
        }
    }

    /** Prints the buffered rows. */
    public void end() {
        if (rows.size() > 1 || Arrays.stream(widths).sum() > 0) {
            flush();
        }
    }

    /** Returns a text on one line, with question marks for control characters. */
    public static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private void flush() {
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
        rows.clear();
    }
}
