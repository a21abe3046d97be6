package io.howdah.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known name closest to an unknown one, for messages. */
public final class Nearest {

    private static final int MAX_LETTERS = 2;
    private static final int SHARE = 3;

    private Nearest() {}

    /** Returns the name with the smallest edit distance; an empty text if there are no names. */
    public static String of(String wrong, Collection<String> names) {
        return names.stream()
                .min(Comparator.<String>comparingInt(name -> distance(wrong, name))
                        .thenComparing(name -> name))
                .orElse("");
    }

    /** Returns the nearest name if it was probably meant: it may differ in a third of the letters, and in two of four or five. */
    public static Optional<String> close(String wrong, Collection<String> names) {
        return Optional.of(of(wrong, names))
                .filter(near -> !near.isEmpty())
                .filter(near -> distance(wrong, near)
                        <= Math.max(wrong.length() <= SHARE ? 1 : MAX_LETTERS, wrong.length() / SHARE));
    }

    /** Returns Levenshtein's distance, computed one row of its table at a time. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
