package io.howdah.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known name that was most likely meant by an unknown one. */
public final class Nearest {

    private static final int LETTERS = 2;
    private static final int SHARE = 3;

    private Nearest() {}

    /** Return the one of the names that needs the fewest single-letter changes; an empty text where there are none. */
    public static String of(String wrong, Collection<String> names) {
        return names.stream()
                .min(Comparator.<String>comparingInt(name -> distance(wrong, name))
                        .thenComparing(name -> name))
                .orElse("");
    }

    /** Return the nearest name, if it is so near that it was probably meant: one letter of three may differ, and of four or five two. */
    public static Optional<String> close(String wrong, Collection<String> names) {
        return Optional.of(of(wrong, names))
                .filter(near -> !near.isEmpty())
                .filter(near -> distance(wrong, near)
                        <= Math.max(wrong.length() <= SHARE ? 1 : LETTERS, wrong.length() / SHARE));
    }

    /** Levenshtein's distance, one row of its table at a time. */
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
