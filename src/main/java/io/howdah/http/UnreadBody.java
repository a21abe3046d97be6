package io.howdah.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Handles the unread rest of a request that is answered early. */
public final class UnreadBody {

    /** Maximum number of bytes to read in order to keep the connection. */
    private static final long LITTLE = 64 * 1024;

    private static final long LINGER_MS = 1_000;

    private UnreadBody() {}

    /**
     * Answers a request with 413 because its body is larger than {@code maxBytes} bytes. The body counts as several
     * requests.
     */
    public static void refuse(RoutingContext context, long maxBytes) {
        // A body whose declared length is too large is not read.
        if (declared(context.request()) <= maxBytes) {
            RateGate.tooLarge(context);
        }
        leave(context);
        Problem.send(context.response(), 413, "The request body is larger than " + maxBytes + " bytes.");
    }

    /**
     * Stops reading, and closes the connection after the client has had time to read the response. Call it before the
     * response.
     */
    private static void leave(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        context.request().pause();
        context.response().putHeader(HttpHeaders.CONNECTION, "close");
        context.addEndHandler(ended -> context.vertx().setTimer(LINGER_MS, late -> connection.close()));
    }

    /**
     * Reads a small body, so that the client can reuse the connection. Otherwise closes the connection, as for a chunked
     * body of unknown length.
     */
    static void finish(RoutingContext context) {
        boolean inChunks = context.request().headers().contains(HttpHeaders.TRANSFER_ENCODING);
        if (inChunks || declared(context.request()) > LITTLE) {
            leave(context);
        } else {
            context.request().resume();
        }
    }

    private static long declared(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }
}
