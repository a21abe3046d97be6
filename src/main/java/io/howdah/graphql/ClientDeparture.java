package io.howdah.graphql;

import io.howdah.query.Departure;
import io.vertx.core.http.HttpServerResponse;

/** The departure of a client of HTTP: its connection is closed before its response is sent. */
public final class ClientDeparture {

    private ClientDeparture() {}

    /** Return that of the client that waits for a response. */
    public static Departure of(HttpServerResponse response) {
        Departure departure = Departure.possible();
        response.closeHandler(closed -> departure.happen());
        if (response.closed()) {
            departure.happen();
        }
        return departure;
    }
}
