package io.howdah.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** A client's connection, and since when it is the client's turn. It belongs to one event loop. */
final class ClientConnection {

    /** What is late. */
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

    /** Its request, while it is not answered. */
    @Nullable
    HttpServerRequest request() {
        return request;
    }

    /** The head of a request is here. */
    void begin(HttpServerRequest begun, long now) {
        request = begun;
        asked = true;
        since = now;
    }

    /** Looks whether the client is late with what it has to do. */
    Late look(ClientTimeouts patience, long now) {
        if (isOpenForever) {
            return Late.NOTHING;
        }
        HttpServerRequest current = request;
        if (current == null) {
            long limit = asked ? patience.idle() : patience.head();
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
        // An answer may take as long as it likes, as server-sent events do.
        return hasBody(current) && !current.isEnded() && now - since >= patience.body() ? Late.BODY : Late.NOTHING;
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }
}
