package io.howdah.http;

import io.vertx.core.http.HttpServerResponse;

/** What browsers are told beside an answer. */
public final class SecurityHeaders {

    /** A year: this host is asked by TLS alone. */
    private static final String HSTS = "max-age=31536000";

    private static final String POLICY = "Content-Security-Policy";

    /** An answer that a browser shows as a page all the same runs nothing, loads nothing, and is in no frame. */
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    /** Puts what holds for all answers, and what a page replaces. */
    static void put(HttpServerResponse response, boolean tls) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader(POLICY, NOTHING);
        if (tls) {
            response.putHeader("Strict-Transport-Security", HSTS);
        }
    }

    /** Puts what holds for a page beside, and for what belongs to one, with the policy of its own. */
    public static HttpServerResponse putForPage(HttpServerResponse response, String policy) {
        return response.putHeader("Referrer-Policy", "no-referrer").putHeader(POLICY, policy);
    }
}
