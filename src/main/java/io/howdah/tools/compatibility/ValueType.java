package io.howdah.tools.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Types of a JSON value.
 *
 * @param names names of JSON Schema; empty means any type
 * @param format the format, empty for none
 */
record ValueType(Set<String> names, String format) {

    private static final String NULL = "null";

    static ValueType of(JsonNode keywords, boolean nullable) {
        Set<String> names = new TreeSet<>();
        JsonNode type = keywords.path("type");
        if (type.isTextual()) {
            names.add(type.asText());
        }
        type.forEach(each -> names.add(each.asText()));
        if (nullable && !names.isEmpty()) {
            names.add(NULL);
        }
        return new ValueType(names, keywords.path("format").asText());
    }

    /** Returns whether each value of this type is also a value of another. */
    boolean fitsInto(ValueType other) {
        if (other.names.isEmpty()) {
            return true;
        }
        return !names.isEmpty() && names.stream().allMatch(other::takes) && formatFitsInto(other);
    }

    /** Returns whether the types have no value in common except null. */
    boolean isDisjointFrom(ValueType other) {
        return !names.isEmpty()
                && !other.names.isEmpty()
                && names.stream().allMatch(name -> name.equals(NULL) || !(other.takes(name) || other.isPartOf(name)));
    }

    private boolean isPartOf(String name) {
        return name.equals("number") && names.contains("integer");
    }

    private boolean takes(String name) {
        return names.contains(name) || (name.equals("integer") && names.contains("number"));
    }

    /** Returns whether the format fits: an integer fits into a wider one, and into any number. */
    private boolean formatFitsInto(ValueType other) {
        return other.format.isEmpty()
                || format.equals(other.format)
                || (format.equals("int32") && other.format.equals("int64"))
                || (names.contains("integer") && other.names.contains("number"));
    }

    @Override
    public String toString() {
        String others = names.stream().filter(name -> !name.equals(NULL)).collect(Collectors.joining(" or "));
        String all = names.isEmpty() ? "anything" : others.isEmpty() ? NULL : others;
        String formatted = format.isEmpty() ? all : all + " (" + format + ")";
        return names.contains(NULL) && !others.isEmpty() ? formatted + " or " + NULL : formatted;
    }
}
