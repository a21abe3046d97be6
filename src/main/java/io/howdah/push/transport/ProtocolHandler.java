package io.howdah.push.transport;

import io.vertx.core.http.HttpServerRequest;

/** Serves the clients of a path in a protocol of its own, once the route of the path has let them in. */
public interface ProtocolHandler {

    /** Return whether it serves this request; all others are left to what else serves the path. */
    boolean serves(HttpServerRequest request);

    /** Takes a client over, on its event loop. */
    void open(IncomingClient arrival);
}
