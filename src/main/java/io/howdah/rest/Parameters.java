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
 * Query parameters of a URL.
 *
 * @param values values by name, in the URL's order
 */
record Parameters(Map<String, List<String>> values) {

    private static final int MAX = 256;

    /**
     * Parses the query of a URL.
     *
     * @throws RestException if its encoding is invalid or it has more than {@value #MAX} parameters
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
            // The decoder silently drops parameters over its limit; a limit of one more detects that.
            return new LinkedHashMap<>(
                    new QueryStringDecoder(rawQuery, StandardCharsets.UTF_8, false, MAX + 1, true).parameters());
        } catch (IllegalArgumentException e) {
            throw RestException.malformed("The URL's query is not encoded properly.");
        }
    }

    /** Returns the parameters without those of these names. */
    Map<String, List<String>> without(Set<String> names) {
        Map<String, List<String>> others = new LinkedHashMap<>(values);
        others.keySet().removeAll(names);
        return others;
    }

    /** Rejects parameters with other names. */
    void requireOnly(Set<String> names) {
        Set<String> unknown = without(names).keySet();
        if (!unknown.isEmpty()) {
            throw RestException.unknown(
                    String.join(", ", unknown) + " is not a parameter of this path", new TreeSet<>(names));
        }
    }

    /** Returns the value of a parameter that may be given once. */
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

    /** Returns the names in a parameter: separated by commas, or one for each repetition of the parameter. */
    List<String> names(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .flatMap(given -> Split.on(',', given).stream())
                .map(String::strip)
                .toList();
    }
}
