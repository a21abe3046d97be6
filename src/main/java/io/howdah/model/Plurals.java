package io.howdah.model;

import java.util.Locale;

/** The names that a type gets in an API. */
final class Plurals {

    private Plurals() {}

    /** Return the type's name with a small first letter. */
    static String singular(String type) {
        return type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    }

    /**
     * Return the list's name, by a simple rule of English: {@code -y} after a consonant becomes {@code -ies}; {@code -s, -x, -ch,
     * -sh} get {@code -es}; all others {@code -s}. So {@code deliveries}, {@code boxes}, {@code rides}.
     */
    static String plural(String type) {
        String one = singular(type);
        if (one.matches(".*[^aeiouAEIOU]y")) {
            return one.substring(0, one.length() - 1) + "ies";
        }
        return one.matches(".*(s|x|ch|sh)") ? one + "es" : one + "s";
    }
}
