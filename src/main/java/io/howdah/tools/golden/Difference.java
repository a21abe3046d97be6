package io.howdah.tools.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A value that differs from the expected one. {@code docs/decisions/0033-golden-comparison.md} explains why this is not a library.
 *
 * @param path path of the value, such as {@code document.status}
 * @param text description of the difference
 */
record Difference(String path, String text) {

    private static final int MAX_VALUE_LENGTH = 200;

    /** Returns the differences, value by value, in the order of the expected values. */
    static List<Difference> between(JsonNode expected, JsonNode actual) {
        List<Difference> found = new ArrayList<>();
        compare("", expected, actual, found);
        return found;
    }

    @Override
    public String toString() {
        return path + ": " + text;
    }

    private static void compare(String path, JsonNode expected, JsonNode actual, List<Difference> found) {
        if (isPlainObject(expected) && isPlainObject(actual)) {
            compareFields(path, expected, actual, found);
        } else if (expected.isArray() && actual.isArray()) {
            compareElements(path, expected, actual, found);
        } else if (!isSame(expected, actual)) {
            found.add(new Difference(path, "expected " + shown(expected) + ", was " + shown(actual)));
        }
    }

    private static void compareFields(String path, JsonNode expected, JsonNode actual, List<Difference> found) {
        expected.properties().forEach(field -> {
            String at = PathText.field(path, field.getKey());
            JsonNode now = actual.get(field.getKey());
            if (now == null) {
                found.add(missing(at, field.getValue()));
            } else {
                compare(at, field.getValue(), now, found);
            }
        });
        actual.properties().stream()
                .filter(field -> !expected.has(field.getKey()))
                .forEach(field -> found.add(unexpected(PathText.field(path, field.getKey()), field.getValue())));
    }

    private static void compareElements(String path, JsonNode expected, JsonNode actual, List<Difference> found) {
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            String at = PathText.element(path, i);
            if (i >= actual.size()) {
                found.add(missing(at, expected.get(i)));
            } else if (i >= expected.size()) {
                found.add(unexpected(at, actual.get(i)));
            } else {
                compare(at, expected.get(i), actual.get(i), found);
            }
        }
    }

    private static Difference missing(String path, JsonNode expected) {
        return new Difference(path, "expected " + shown(expected) + ", is missing");
    }

    private static Difference unexpected(String path, JsonNode actual) {
        return new Difference(path, "is unexpected, was " + shown(actual));
    }

    /** Compares two values. The JSON numbers 4.80 and 4.8 are the same; a decimal with significant digits is a string. */
    private static boolean isSame(JsonNode expected, JsonNode actual) {
        if (expected.isNumber() && actual.isNumber()) {
            return expected.decimalValue().compareTo(actual.decimalValue()) == 0;
        }
        return expected.equals(actual);
    }

    private static boolean isPlainObject(JsonNode value) {
        return value.isObject() && !Json.isWrapper(value);
    }

    private static String shown(JsonNode value) {
        String text = Json.text(value);
        return text.length() > MAX_VALUE_LENGTH ? text.substring(0, MAX_VALUE_LENGTH) + "..." : text;
    }
}
