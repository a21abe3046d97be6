package io.howdah.http;

import io.vertx.core.http.HttpServerResponse;

/** Security headers of responses for browsers. */
public final class SecurityHeaders {

    /** HSTS of one year, sent over TLS. */
    private static final String HSTS = "max-age=31536000";

    private static final String POLICY = "Content-Security-Policy";

    /** Policy for responses that are not pages: if a browser shows one, it runs and loads nothing, and cannot be framed. */
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    /** Sets the headers of all responses; a page replaces some of them. */
    static void put(HttpServerResponse response, boolean tls) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader(POLICY, NOTHING);
        if (tls) {
            response.putHeader("Strict-Transport-Security", HSTS);
        }
    }

    /** Sets the headers of a page or its resources, with a policy of its own. */
    public static HttpServerResponse putForPage(HttpServerResponse response, String policy) {
        return response.putHeader("Referrer-Policy", "no-referrer").putHeader(POLICY, policy);
    }
}
