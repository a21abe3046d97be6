package io.howdah.push.transport;

import io.vertx.core.http.HttpServerRequest;

/** Serves clients of a path in a protocol of its own, after the path's route has admitted them. */
public interface ProtocolHandler {

    /** Returns whether it serves this request; other handlers of the path get the rest. */
    boolean serves(HttpServerRequest request);

    /** Takes over a client, on its event loop. */
    void open(IncomingClient client);
}
