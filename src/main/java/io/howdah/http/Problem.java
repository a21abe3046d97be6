package io.howdah.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** An error answer in the form of RFC 9457: one sentence for a person, no stack trace. */
public final class Problem {
    private Problem() {}

    /** Ends the response with this status and sentence; does nothing if it has begun already. */
    public static void send(HttpServerResponse response, int status, String detail) {
        if (response.headWritten() || response.closed()) {
            return;
        }
        String title = HttpResponseStatus.valueOf(status).reasonPhrase();
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Cache-Control", "no-store")
                .end(new JsonObject()
                        .put("title", title)
                        .put("status", status)
                        .put("detail", detail)
                        .encode());
    }
}
