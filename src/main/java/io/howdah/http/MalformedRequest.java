package io.howdah.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Refuses requests that cannot be parsed, or whose headers are ambiguous or too many. */
final class MalformedRequest {

    /**
     * Maximum number of header lines, since each is copied several times on its way into a route. Tomcat has the same
     * limit; browsers send about 20.
     */
    private static final int MAX_HEADER_LINES = 100;

    private MalformedRequest() {}

    /** Returns whether a request that could be read must be refused because of its header lines. */
    static boolean isMalformed(HttpServerRequest request) {
        return hasTooManyLines(request)
                || request.headers().getAll(HttpHeaders.HOST).size() > 1;
    }

    private static boolean hasTooManyLines(HttpServerRequest request) {
        return request.headers().entries().size() > MAX_HEADER_LINES;
    }

    /** Ends the response. The caller or Vert.x closes the connection, because the start of a next request is unknown. */
    static void answer(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        if (cause == null && hasTooManyLines(request)) {
            Problem.send(request.response(), 431, "The request has more than " + MAX_HEADER_LINES + " header lines.");
        } else if (cause == null) {
            // A proxy may have checked the other line.
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
