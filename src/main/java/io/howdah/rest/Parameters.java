package io.howdah.rest;

import io.howdah.text.Split;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a URL.
 *
 * @param values each name with its values, in the URL's order
 */
record Parameters(Map<String, List<String>> values) {

    private static final int MAX = 256;

    /**
     * Reads a URL's query.
     *
     * @throws RestException if it is not encoded properly, or has too many
     */
    static Parameters of(@Nullable String rawQuery) {
        Map<String, List<String>> values = decode(rawQuery == null ? "" : rawQuery);
        if (values.values().stream().mapToInt(List::size).sum() > MAX) {
            throw RestException.malformed("The URL's query has more than " + MAX + " parameters.");
        }
        return new Parameters(values);
    }

    private static Map<String, List<String>> decode(String rawQuery) {
        try {
            // It drops in silence what is over; one more shows that there are too many.
            return new LinkedHashMap<>(
                    new QueryStringDecoder(rawQuery, StandardCharsets.UTF_8, false, MAX + 1, true).parameters());
        } catch (IllegalArgumentException e) {
            throw RestException.malformed("The URL's query is not encoded properly.");
        }
    }

    /** Return those that are not in a set of names. */
    Map<String, List<String>> but(Set<String> names) {
        Map<String, List<String>> others = new LinkedHashMap<>(values);
        others.keySet().removeAll(names);
        return others;
    }

    /** Refuse any that are not among these. */
    void requireOnly(Set<String> names) {
        Set<String> unknown = but(names).keySet();
        if (!unknown.isEmpty()) {
            throw RestException.malformed(String.join(", ", unknown) + " is no parameter of this path; there "
                    + (names.isEmpty() ? "is none" : "are " + String.join(", ", new TreeSet<>(names))) + ".");
        }
    }

    /** Return the value of one that may be given once. */
    Optional<String> single(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.size() > 1) {
            throw RestException.malformed("The parameter " + name + " is given more than once.");
        }
        return given.stream().findFirst();
    }

    @Nullable
    Integer number(String name) {
        Optional<String> given = single(name);
        try {
            return given.isEmpty() ? null : Integer.valueOf(given.get());
        } catch (NumberFormatException e) {
            throw RestException.malformed(name + " must be a whole number.");
        }
    }

    boolean flag(String name) {
        return flag(name, single(name).orElse("false"));
    }

    static boolean flag(String name, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw RestException.malformed(name + " must be true or false.");
        }
        return value.equals("true");
    }

    /** Return the names that are listed, with commas between them or by repeating the parameter. */
    List<String> names(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .flatMap(given -> Split.on(',', given).stream())
                .map(String::strip)
                .toList();
    }
}
