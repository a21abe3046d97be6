package io.howdah.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Names of a type in an API. */
public final class Plurals {

    private Plurals() {}

    /** Returns the type's name with a lowercase first letter. */
    public static String singular(String type) {
        return type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    }

    /**
     * Returns the list's name by a simple English rule: {@code -y} after a consonant becomes {@code -ies}; {@code -s,
     * -x, -ch, -sh} get {@code -es}; all others {@code -s}. Examples: {@code deliveries}, {@code boxes}, {@code rides}.
     */
    public static String plural(String type) {
        String one = singular(type);
        if (one.matches(".*[^aeiouAEIOU]y")) {
            return one.substring(0, one.length() - 1) + "ies";
        }
        return one.matches(".*(s|x|ch|sh)") ? one + "es" : one + "s";
    }

    /**
     * Returns the type with this plural, if the word looks like one: {@code Delivery} for {@code Deliveries}, empty for
     * {@code Address} or {@code Status}.
     */
    public static Optional<String> typeOf(String word) {
        if (word.matches(".*(ss|us|sis)") || !word.endsWith("s")) {
            return Optional.empty();
        }
        String stem = word.substring(0, word.length() - 1);
        return Stream.of(
                        word.replaceFirst("ies$", "y"),
                        // Of "houses" and "boxes", only the latter loses two letters.
                        word.replaceFirst("(ss|[^aeo]us|x|ch|sh)es$", "$1"),
                        stem)
                .filter(type ->
                        !type.equals(word) && !type.isEmpty() && plural(type).equals(singular(word)))
                .findFirst();
    }
}
