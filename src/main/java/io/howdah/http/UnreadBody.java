package io.howdah.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** What is left of a request that is answered before it was read. */
public final class UnreadBody {

    /** So much is read to keep the connection; bytes. */
    private static final long LITTLE = 64 * 1024;

    private static final long LINGER_MS = 1_000;

    private UnreadBody() {}

    /** Answers a request with 413, since its body is larger than {@code most} bytes. What was read of it is counted as many requests. */
    public static void refuse(RoutingContext context, long most) {
        // One that says itself that it is too large is not read.
        if (declared(context.request()) <= most) {
            RateGate.tooLarge(context);
        }
        leave(context);
        Problem.send(context.response(), 413, "The request body is larger than " + most + " bytes.");
    }

    /** Nothing more is read, and the connection goes when the client has had time to see the answer. To be called before that. */
    private static void leave(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        context.request().pause();
        context.response().putHeader(HttpHeaders.CONNECTION, "close");
        context.addEndHandler(ended -> context.vertx().setTimer(LINGER_MS, late -> connection.close()));
    }

    /**
     * Reads it if it is little, so that the client's next request may come on the same connection, and leaves it else: how much there is
     * of one in chunks nobody knows.
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
