package io.howdah.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** What is left of a request that is answered before it was read. */
final class UnreadBody {

    /** So much is read to keep the connection; bytes. */
    private static final long LITTLE = 64 * 1024;

    private static final long LINGER_MS = 1_000;

    private UnreadBody() {}

    /** Nothing more is read, and the connection goes when the client has had time to see the answer. To be called before that. */
    static void leave(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        context.request().pause();
        context.response().putHeader(HttpHeaders.CONNECTION, "close");
        context.addEndHandler(ended -> context.vertx().setTimer(LINGER_MS, late -> connection.close()));
    }

    /** Reads it if it is little, so that the client's next request may come on the same connection, and leaves it else. */
    static void finish(RoutingContext context) {
        if (isLittle(context.request())) {
            context.request().resume();
        } else {
            leave(context);
        }
    }

    private static boolean isLittle(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.isEnded()
                || (!request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                        && (length == null || Long.parseLong(length) <= LITTLE));
    }
}
