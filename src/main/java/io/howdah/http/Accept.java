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
 * The media types that a client accepts, from its {@code Accept} header (RFC 9110). {@link #wantsEvents} decides for all
 * paths whether a client wants server-sent events.
 *
 * @param ranges the header's value, "" if absent
 */
public record Accept(String ranges) {

    /** The media type of server-sent events. */
    public static final String EVENTS = "text/event-stream";

    /** Maximum length of a weight such as {@code 0.125}, in characters. */
    private static final int MAX_WEIGHT = 5;

    /** Returns the header of a request; several lines count as one list. */
    public static Accept of(MultiMap headers) {
        List<String> lines = headers.getAll(HttpHeaders.ACCEPT);
        return new Accept(lines.size() == 1 ? lines.get(0) : String.join(",", lines));
    }

    /** Returns the header of a request; several lines count as one list. */
    public static Accept of(HttpServerRequest request) {
        return of(request.headers());
    }

    /** Creates one from a header value, which may be null. */
    public static Accept of(@Nullable String header) {
        return new Accept(header == null ? "" : header);
    }

    /**
     * Returns whether the client wants server-sent events: it names them, and prefers them to the other types that it
     * names. Some clients name every type that they can read in each request.
     *
     * @param others other types that the path can return, if any
     */
    public boolean wantsEvents(String... others) {
        double events = quality(EVENTS).byName();
        return events > 0
                && Arrays.stream(others)
                        .allMatch(other -> events > quality(other).byName());
    }

    /** Returns whether the client accepts only server-sent events, as the browsers' {@code EventSource} does. */
    public boolean isEventSource() {
        return ranges.equalsIgnoreCase(EVENTS);
    }

    /** Returns whether the client accepts this type. A client without the header accepts every type. */
    public boolean allows(String type) {
        return ranges.isBlank() || quality(type).value() > 0;
    }

    /**
     * How much a client prefers a type.
     *
     * @param value from 0, not acceptable, to 1
     * @param named whether the client named the type itself, not only a range that includes it
     */
    public record Quality(double value, boolean named) {

        double byName() {
            return named ? value : 0;
        }
    }

    /** Returns the client's preference for a type. The most specific matching range decides. */
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

    /** Returns the weight of a range; an invalid weight counts as 0. */
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

    /** Returns whether a text is a number from 0 to 1 with at most three decimals (RFC 9110). */
    private static boolean isWeight(String text) {
        if (text.isEmpty() || text.length() > MAX_WEIGHT || (text.length() > 1 && text.charAt(1) != '.')) {
            return false;
        }
        char largest = text.charAt(0) == '0' ? '9' : '0';
        return (text.charAt(0) == '0' || text.charAt(0) == '1')
                && text.chars().skip(2).allMatch(digit -> digit >= '0' && digit <= largest);
    }
}
