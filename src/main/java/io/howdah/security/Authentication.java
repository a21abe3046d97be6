package io.howdah.security;

import io.vertx.core.http.HttpServerRequest;

/** Tells who sends a request. */
@FunctionalInterface
public interface Authentication {

    /** Knows nobody. */
    Authentication NONE = request -> Principal.NOBODY;

    /** Return who sends it. */
    Principal authenticate(HttpServerRequest request);
}
