package io.howdah.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Decides which responses Vert.x compresses for clients that accept it. Small responses, event streams and compressed
 * content stay as they are.
 */
final class Compression {

    /** Minimum size to compress, in bytes. Smaller responses fit in a packet anyway. */
    private static final long MIN = 1024;

    private Compression() {}

    /** Decides when the response's headers are complete. */
    static void decideLater(RoutingContext context) {
        if (context.request().headers().contains(HttpHeaders.ACCEPT_ENCODING)) {
            context.addHeadersEndHandler(ready -> {
                if (!isBodiless(context)) {
                    decide(context.response().headers());
                }
            });
        }
    }

    /** Returns whether the response has no body. It is not compressed, and keeps its entity tag. */
    private static boolean isBodiless(RoutingContext context) {
        HttpServerResponse response = context.response();
        int status = response.getStatusCode();
        return status == 204
                || status == 304
                || (context.request().method().equals(HttpMethod.HEAD)
                        && !response.headers().contains(HttpHeaders.CONTENT_LENGTH));
    }

    private static void decide(MultiMap headers) {
        if (headers.contains(HttpHeaders.CONTENT_ENCODING)) {
            return;
        }
        if (isWorthIt(headers)) {
            headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
            weaken(headers);
        } else {
            headers.set(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
        }
    }

    /** Makes a strong entity tag weak, because it identifies exact bytes, which compression changes. */
    private static void weaken(MultiMap headers) {
        String tag = headers.get(HttpHeaders.ETAG);
        if (tag != null && !tag.startsWith("W/")) {
            headers.set(HttpHeaders.ETAG, "W/" + tag);
        }
    }

    private static boolean isWorthIt(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) < MIN) {
            return false;
        }
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        // An event must be sent at once, to many clients: it must not wait for a block or be compressed for each
        // client.
        return type == null
                || !(type.startsWith(Accept.EVENTS) || type.startsWith("image/") || type.startsWith("font/"));
    }
}
