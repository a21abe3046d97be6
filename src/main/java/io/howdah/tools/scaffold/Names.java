package io.howdah.tools.scaffold;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Converts names of events to names of the SDL and of jq. */
final class Names {

    private static final int MAX_SHOWN_LENGTH = 60;

    /** Keywords of jq, which must be quoted as keys. */
    private static final Set<String> KEYWORDS = Set.of(
            "__loc__", "and", "as", "catch", "def", "elif", "else", "end", "false", "foreach", "if", "import",
            "include", "label", "not", "null", "or", "reduce", "then", "true", "try");

    private Names() {}

    /** Converts an event's key to a field's name: {@code customer_id}, {@code Customer-Id}, {@code @customerId} become {@code customerId}. */
    static String field(String key) {
        String ascii = Normalizer.normalize(key.replace("ß", "ss"), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("([A-Z]+)([A-Z][a-z])", "$1 $2");
        StringBuilder name = new StringBuilder();
        for (String word : ascii.split("[^A-Za-z0-9]+", -1)) {
            name.append(name.length() == 0 ? small(word) : capital(word));
        }
        if (name.length() == 0) {
            return "field";
        }
        return Character.isDigit(name.charAt(0)) ? "_" + name : name.toString();
    }

    /** Converts the start of a word to lowercase: {@code ID} becomes {@code id}, and {@code RideId} becomes {@code rideId}. */
    private static String small(String word) {
        if (word.equals(word.toUpperCase(Locale.ROOT))) {
            return word.toLowerCase(Locale.ROOT);
        }
        return word.isEmpty() ? word : word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1);
    }

    /** Returns the words of a field's name, in lowercase. */
    static List<String> words(String name) {
        return List.of(name.replaceAll("([a-z0-9])([A-Z])", "$1 $2")
                .toLowerCase(Locale.ROOT)
                .split(" ", -1));
    }

    static String capital(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** Returns a name in lowercase letters and digits alone, to compare spellings. */
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Returns a name as a key of a jq object. */
    static String jqKey(String name) {
        return KEYWORDS.contains(name) ? "\"" + name + "\"" : name;
    }

    /** Returns the jq path of an object's key: {@code .seq}, or {@code .["order-no"]}. */
    static String jqAccess(String key) {
        return key.matches("[A-Za-z_][A-Za-z0-9_]*") && !KEYWORDS.contains(key)
                ? "." + key
                : ".[\"" + escaped(key) + "\"]";
    }

    /** Escapes characters that have a meaning in jq, YAML or Camel's {{placeholders}}. */
    private static String escaped(String key) {
        StringBuilder text = new StringBuilder();
        key.chars().forEach(unit -> {
            if ((unit < 128 && Character.isLetterOrDigit(unit)) || "-_. @:/".indexOf(unit) >= 0) {
                text.append((char) unit);
            } else {
                text.append(String.format(Locale.ROOT, "\\u%04x", unit));
            }
        });
        return text.toString();
    }

    /** Returns user input for a message of one line: no control characters, and cut if it is long. */
    static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() > MAX_SHOWN_LENGTH ? line.substring(0, MAX_SHOWN_LENGTH) + "..." : line;
    }
}
