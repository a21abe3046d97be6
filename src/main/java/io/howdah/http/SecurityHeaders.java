package io.howdah.http;

import io.vertx.core.http.HttpServerResponse;

/** What browsers are told beside an answer. */
public final class SecurityHeaders {

    /** A year: this host is asked by TLS alone. */
    private static final String HSTS = "max-age=31536000";

    private SecurityHeaders() {}

    /** What holds for all answers. */
    static void put(HttpServerResponse response, boolean tls) {
        response.putHeader("X-Content-Type-Options", "nosniff");
        if (tls) {
            response.putHeader("Strict-Transport-Security", HSTS);
        }
    }

    /** What holds for a page, and what belongs to one, beside. */
    public static HttpServerResponse putForPage(HttpServerResponse response) {
        return response.putHeader("X-Frame-Options", "DENY").putHeader("Referrer-Policy", "no-referrer");
    }
}
