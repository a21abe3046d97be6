package io.howdah.text;

import java.util.ArrayList;
import java.util.List;

/** Splits a text at a character. {@code String.split} takes a regular expression; classes that read client input use none. */
public final class Split {

    private Split() {}

    /** Returns the parts between the separators, including empty ones: one more than there are separators. */
    public static List<String> on(char separator, String text) {
        List<String> parts = new ArrayList<>();
        int begin = 0;
        for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, begin)) {
            parts.add(text.substring(begin, end));
            begin = end + 1;
        }
        parts.add(text.substring(begin));
        return parts;
    }

    /** Returns the text before the first separator, or the whole text if there is none. */
    public static String before(char separator, String text) {
        int end = text.indexOf(separator);
        return end < 0 ? text : text.substring(0, end);
    }
}
