package io.howdah.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is no request that can be read. */
final class MalformedRequest {

    private MalformedRequest() {}

    /** Ends the response; Vert.x closes the connection after it, for nobody knows where a next request would begin. */
    static void answer(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        if (cause == null) {
            // A proxy may have taken the other one, and have let it pass for that.
            Problem.send(request.response(), 400, "The request has more than one Host line; send one.");
        } else if (cause instanceof TooLongHttpLineException) {
            Problem.send(request.response(), 414, "The request line is longer than howdah.http.max-header-bytes.");
        } else if (cause instanceof TooLongHttpHeaderException) {
            Problem.send(
                    request.response(), 431, "The header lines are longer than howdah.http.max-header-bytes together.");
        } else {
            Problem.send(request.response(), 400, "The request is malformed.");
        }
    }
}
