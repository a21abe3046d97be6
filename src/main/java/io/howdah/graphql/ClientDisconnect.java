package io.howdah.graphql;

import io.howdah.query.Disconnect;
import io.vertx.core.http.HttpServerResponse;

/** Detects HTTP clients that close their connection before the response is sent. */
public final class ClientDisconnect {

    private ClientDisconnect() {}

    /** Returns the signal that the response's client has disconnected. */
    public static Disconnect of(HttpServerResponse response) {
        Disconnect disconnect = Disconnect.create();
        response.closeHandler(closed -> disconnect.signal());
        if (response.closed()) {
            disconnect.signal();
        }
        return disconnect;
    }
}
