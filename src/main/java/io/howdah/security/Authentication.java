package io.howdah.security;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** Tells who sends a request. */
@FunctionalInterface
public interface Authentication {

    /** Knows nobody. */
    Authentication NONE = request -> Principal.NOBODY;

    /** Return who sends it. */
    Principal authenticate(HttpServerRequest request);

    /**
     * Return who opens a connection that lasts.
     *
     * @param said what the client says of itself after the request, by name, where its protocol has a place for it
     */
    default Session session(HttpServerRequest request, Map<String, ?> said) {
        return Session.of(authenticate(request));
    }
}
