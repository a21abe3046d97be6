package io.howdah.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns for people. It holds back a page of rows at most, so that any number of them can come. */
public final class Table {

    private static final int PAGE = 200;

    private final PrintWriter out;
    private final int[] widths;
    private final List<String[]> rows = new ArrayList<>();

    /** Begins with the names of its columns; without a row nothing is printed. */
    public Table(PrintWriter out, String... columns) {
        this.out = out;
        this.widths = new int[columns.length];
        rows.add(columns);
    }

    /** Adds a row; what would move a terminal's cursor is left out. */
    public void row(String... cells) {
        rows.add(Arrays.stream(cells).map(Table::plain).toArray(String[]::new));
        if (rows.size() > PAGE) {
            flush();
        }
    }

    /** Ends it. */
    public void end() {
        if (rows.size() > 1 || Arrays.stream(widths).sum() > 0) {
            flush();
        }
    }

    /** Return a text on one line, without control characters. */
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
