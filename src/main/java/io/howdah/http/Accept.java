package io.howdah.http;

import io.howdah.text.Split;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client takes as an answer, by its header {@code Accept} (RFC 9110). Whether a client wants server-sent events is decided here,
 * for all paths: {@link #wantsEvents}.
 *
 * @param ranges the header, "" where there is none
 */
public record Accept(String ranges) {

    /** The media type of server-sent events. */
    public static final String EVENTS = "text/event-stream";

    /** Of a weight such as {@code 0.125}, in characters. */
    private static final int MAX_WEIGHT = 5;

    /** Returns the header of a request, whose lines are one list. */
    public static Accept of(MultiMap headers) {
        List<String> lines = headers.getAll(HttpHeaders.ACCEPT);
        return new Accept(lines.size() == 1 ? lines.get(0) : String.join(",", lines));
    }

    /** Returns the header of a request, whose lines are one list. */
    public static Accept of(HttpServerRequest request) {
        return of(request.headers());
    }

    /** Takes a header that may be absent. */
    public static Accept of(@Nullable String header) {
        return new Accept(header == null ? "" : header);
    }

    /**
     * Returns whether the client wants server-sent events: it asks for them by name, and rather than for what else it asks for by name.
     * Some clients name all that they can read with each request.
     *
     * @param others the types that the path has as well, if any
     */
    public boolean wantsEvents(String... others) {
        double events = quality(EVENTS).byName();
        return events > 0
                && Arrays.stream(others)
                        .allMatch(other -> events > quality(other).byName());
    }

    /** Returns whether the client takes nothing but server-sent events, as the class {@code EventSource} of browsers does. */
    public boolean isEventSource() {
        return ranges.equalsIgnoreCase(EVENTS);
    }

    /** Returns whether the client takes an answer of this type. One that says nothing takes any. */
    public boolean allows(String type) {
        return ranges.isBlank() || quality(type).value() > 0;
    }

    /**
     * How much a client wants a type.
     *
     * @param value from 0, for not at all, to 1
     * @param named whether it named the type, and not only a range that has it
     */
    public record Quality(double value, boolean named) {

        double byName() {
            return named ? value : 0;
        }
    }

    /** Returns how much the client wants a type: the most specific range that holds it decides. */
    public Quality quality(String type) {
        double[] bySpecificity = {0, 0, 0};
        boolean[] given = {false, false, false};
        for (String range : Split.on(',', ranges)) {
            List<String> parts = Split.on(';', range);
            int specificity = specificity(type, parts.get(0).strip().toLowerCase(Locale.ROOT));
            if (specificity >= 0) {
                bySpecificity[specificity] = Math.max(bySpecificity[specificity], q(parts));
                given[specificity] = true;
            }
        }
        for (int specificity = 2; specificity >= 0; specificity--) {
            if (given[specificity]) {
                return new Quality(bySpecificity[specificity], specificity == 2);
            }
        }
        return new Quality(0, false);
    }

    private static int specificity(String type, String range) {
        if (range.equals(type)) {
            return 2;
        }
        if (range.equals("*/*")) {
            return 0;
        }
        return range.equals(type.substring(0, type.indexOf('/')) + "/*") ? 1 : -1;
    }

    /** A weight that cannot be read accepts nothing. */
    private static double q(List<String> parts) {
        return parts.stream()
                .skip(1)
                .map(parameter -> parameter.strip().toLowerCase(Locale.ROOT))
                .filter(parameter -> parameter.startsWith("q="))
                .findFirst()
                .map(parameter -> parameter.substring(2))
                .map(weight -> isWeight(weight) ? Double.parseDouble(weight) : 0.0)
                .orElse(1.0);
    }

    /** From 0 to 1, with three decimals at most (RFC 9110). */
    private static boolean isWeight(String text) {
        if (text.isEmpty() || text.length() > MAX_WEIGHT || (text.length() > 1 && text.charAt(1) != '.')) {
            return false;
        }
        char largest = text.charAt(0) == '0' ? '9' : '0';
        return (text.charAt(0) == '0' || text.charAt(0) == '1')
                && text.chars().skip(2).allMatch(digit -> digit >= '0' && digit <= largest);
    }
}
