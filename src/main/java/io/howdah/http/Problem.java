package io.howdah.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** Problem details for HTTP errors (RFC 9457): one sentence, no stack trace. */
public final class Problem {
    /** Media type of problem details. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private Problem() {}

    /** Ends the response with this status and detail. Does nothing if the response has started. */
    public static void send(HttpServerResponse response, int status, String detail) {
        if (response.headWritten() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store")
                .end(of(status, detail).encode());
    }

    /** Returns the response body. */
    public static JsonObject of(int status, String detail) {
        return new JsonObject()
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail);
    }
}
