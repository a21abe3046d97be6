package io.howdah.graphql;

import io.howdah.text.Split;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The media types that a response may have. */
public enum MediaType {
    /** The one that GraphQL over HTTP made: status codes mean what they mean elsewhere. */
    GRAPHQL_RESPONSE("graphql-response+json"),
    /** The one of older clients, which take any status but 200 for a proxy's. */
    JSON("json");

    private static final String EVENTS = "text/event-stream";

    /** Of a weight such as {@code 0.125}, in characters. */
    private static final int MAX_WEIGHT = 5;

    private final String subtype;

    MediaType(String subtype) {
        this.subtype = subtype;
    }

    private String type() {
        return "application/" + subtype;
    }

    public String contentType() {
        return type() + "; charset=utf-8";
    }

    /** Returns the {@code Accept} header of a request, whose lines are one list. */
    public static String accept(MultiMap headers) {
        List<String> lines = headers.getAll(HttpHeaders.ACCEPT);
        return lines.size() == 1 ? lines.get(0) : String.join(",", lines);
    }

    /** Returns whether a client takes an answer of this type. */
    public boolean isAcceptedBy(MultiMap headers) {
        return isAcceptedBy(type(), headers);
    }

    /** Returns whether a client takes server-sent events, of a path that has nothing else. */
    public static boolean areEventsAcceptedBy(MultiMap headers) {
        return isAcceptedBy(EVENTS, headers);
    }

    private static boolean isAcceptedBy(String type, MultiMap headers) {
        String accept = accept(headers);
        return accept.isBlank() || quality(type, accept).value > 0;
    }

    /** Returns whether a body of this {@code Content-Type} is JSON in UTF-8. */
    public static boolean isJson(@Nullable String contentType) {
        if ("application/json".equals(contentType)) {
            return true;
        }
        List<String> parts = Split.on(';', contentType == null ? "" : contentType.toLowerCase(Locale.ROOT));
        return parts.get(0).strip().equals("application/json")
                && parts.stream()
                        .skip(1)
                        .map(parameter -> parameter.strip().replace("\"", ""))
                        .allMatch(parameter -> !parameter.startsWith("charset=") || parameter.equals("charset=utf-8"));
    }

    /**
     * Choose by an {@code Accept} header. The newer type must be asked for by name: no header, or a wildcard alone, means JSON,
     * as the audits of GraphQL over HTTP have it.
     *
     * @return empty if the client accepts neither
     */
    public static Optional<MediaType> accepted(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return Optional.of(JSON);
        }
        Quality newer = quality(GRAPHQL_RESPONSE.type(), accept);
        Quality older = quality(JSON.type(), accept);
        if (newer.value > older.value || (newer.value == older.value && newer.named && newer.value > 0)) {
            return Optional.of(GRAPHQL_RESPONSE);
        }
        return older.value > 0 ? Optional.of(JSON) : Optional.empty();
    }

    /**
     * Returns whether a client asks for server-sent events: by name, and rather than for JSON. Some name all that they can read with
     * each request.
     */
    public static boolean prefersEvents(@Nullable String accept) {
        if (accept == null) {
            return false;
        }
        Quality events = quality(EVENTS, accept);
        double json = Math.max(
                quality(GRAPHQL_RESPONSE.type(), accept).byName(),
                quality(JSON.type(), accept).byName());
        return events.byName() > json;
    }

    private record Quality(double value, boolean named) {

        double byName() {
            return named ? value : 0;
        }
    }

    /** The most specific range that holds this type decides. */
    private static Quality quality(String type, String accept) {
        double[] bySpecificity = {0, 0, 0};
        boolean[] given = {false, false, false};
        for (String range : Split.on(',', accept)) {
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
