package io.howdah.graphql;

import io.howdah.query.Disconnect;
import io.vertx.core.http.HttpServerResponse;

/** The departure of a client of HTTP: its connection is closed before its response is sent. */
public final class ClientDisconnect {

    private ClientDisconnect() {}

    /** Returns that of the client that waits for a response. */
    public static Disconnect of(HttpServerResponse response) {
        Disconnect departure = Disconnect.create();
        response.closeHandler(closed -> departure.signal());
        if (response.closed()) {
            departure.signal();
        }
        return departure;
    }
}
