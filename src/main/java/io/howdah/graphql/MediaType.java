package io.howdah.graphql;

import io.howdah.http.Accept;
import io.howdah.text.Split;
import io.vertx.core.MultiMap;
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

    private final String subtype;

    MediaType(String subtype) {
        this.subtype = subtype;
    }

    String type() {
        return "application/" + subtype;
    }

    public String contentType() {
        return type() + "; charset=utf-8";
    }

    /** Returns whether a client takes an answer of this type. */
    public boolean isAcceptedBy(MultiMap headers) {
        return Accept.of(headers).allows(type());
    }

    /** Returns whether a client of GraphQL wants server-sent events rather than an answer of one of these types. */
    public static boolean wantsEvents(Accept accept) {
        return accept.wantsEvents(GRAPHQL_RESPONSE.type(), JSON.type());
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
    public static Optional<MediaType> accepted(Accept accept) {
        if (accept.ranges().isBlank()) {
            return Optional.of(JSON);
        }
        Accept.Quality newer = accept.quality(GRAPHQL_RESPONSE.type());
        Accept.Quality older = accept.quality(JSON.type());
        if (newer.value() > older.value() || (newer.value() == older.value() && newer.named() && newer.value() > 0)) {
            return Optional.of(GRAPHQL_RESPONSE);
        }
        return older.value() > 0 ? Optional.of(JSON) : Optional.empty();
    }
}
