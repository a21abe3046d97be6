package io.howdah.graphql;

import io.howdah.http.Accept;
import io.howdah.text.Split;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Media type of a GraphQL response. */
public enum MediaType {
    /** Media type of the GraphQL over HTTP specification. Status codes have their usual meaning. */
    GRAPHQL_RESPONSE("graphql-response+json"),
    /** Media type of older clients, which treat every status but 200 as an error of a proxy. */
    JSON("json");

    private final String subtype;

    MediaType(String subtype) {
        this.subtype = subtype;
    }

    String type() {
        return "application/" + subtype;
    }

    /** Returns the value of the response's {@code Content-Type} header. */
    public String contentType() {
        return type() + "; charset=utf-8";
    }

    /** Returns whether the client accepts this type. */
    public boolean isAcceptedBy(MultiMap headers) {
        return Accept.of(headers).allows(type());
    }

    /** Returns whether the client prefers server-sent events to these types. */
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
     * Chooses a type by an {@code Accept} header. The newer type must be named: no header or only a wildcard means
     * JSON, as the audits of GraphQL over HTTP require.
     *
     * @return empty if the client accepts neither type
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
