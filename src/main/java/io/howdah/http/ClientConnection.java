package io.howdah.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** A client's connection, and the time since which Howdah waits for the client. Confined to one event loop. */
final class ClientConnection {

    /** What the client is late with. */
    enum Late {
        /** Nothing. */
        NOTHING,
        /** The head of the first request. */
        HEAD,
        /** The rest of a request. */
        BODY,
        /** The next request. */
        NEXT
    }

    private static final int SWITCHING_PROTOCOLS = 101;

    private final HttpConnection connection;
    private @Nullable HttpServerRequest request;
    private boolean asked;
    private boolean isOpenForever;
    private long since;

    ClientConnection(HttpConnection connection, long now) {
        this.connection = connection;
        this.since = now;
    }

    HttpConnection connection() {
        return connection;
    }

    /** Returns the request that is not answered yet, or null. */
    @Nullable
    HttpServerRequest request() {
        return request;
    }

    /** Records that the head of a request was received. */
    void begin(HttpServerRequest begun, long now) {
        request = begun;
        asked = true;
        since = now;
    }

    /** Checks whether the client exceeded a timeout. */
    Late look(ClientTimeouts timeouts, long now) {
        if (isOpenForever) {
            return Late.NOTHING;
        }
        HttpServerRequest current = request;
        if (current == null) {
            long limit = asked ? timeouts.idle() : timeouts.head();
            return now - since < limit ? Late.NOTHING : asked ? Late.NEXT : Late.HEAD;
        }
        if (current.response().ended()) {
            if (current.response().getStatusCode() == SWITCHING_PROTOCOLS) {
                isOpenForever = true;
                request = null;
                return Late.NOTHING;
            }
            if (current.isEnded() || !hasBody(current)) {
                request = null;
                since = now;
                return Late.NOTHING;
            }
        }
        // A response may take any time, as server-sent events do.
        return hasBody(current) && !current.isEnded() && now - since >= timeouts.body() ? Late.BODY : Late.NOTHING;
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }
}
