package io.howdah.runtime.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An option of an endpoint.
 *
 * @param name its name
 * @param description its description in the component's JAR
 */
record Option(String name, JsonNode description) {

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d+(\\.\\d+)?");
    private static final Pattern DURATION =
            Pattern.compile("(?i)-?\\d+|(\\d+\\s*(d|h|m|s|ms)[a-z]*\\s*)+|PT?[\\dTDHMS.]+");

    /** Returns the rule that a value breaks, such as "a whole number", or empty if it is valid. */
    Optional<String> violatedRule(String value) {
        return switch (description.path("type").asText()) {
            case "boolean" -> unless(value.matches("(?i)true|false"), "true or false");
            case "integer" -> unless(WHOLE.matcher(value).matches(), "a whole number");
            case "number" -> unless(DECIMAL.matcher(value).matches(), "a number");
            case "duration" ->
                unless(
                        DURATION.matcher(value.strip()).matches(),
                        "a duration: milliseconds, or text such as 10s or 5m");
            case "enum" -> unless(values().stream().anyMatch(each -> same(each, value)), "one of " + oneOf());
            default -> Optional.empty();
        };
    }

    private String oneOf() {
        return String.join(", ", values());
    }

    private List<String> values() {
        List<String> values = new ArrayList<>();
        description.path("enum").forEach(each -> values.add(each.asText()));
        return values;
    }

    /** Compares two names or values as Camel does: ignores case, hyphens and underscores. */
    static boolean same(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String text) {
        return text.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    private static Optional<String> unless(boolean good, String rule) {
        return good ? Optional.empty() : Optional.of(rule);
    }
}
