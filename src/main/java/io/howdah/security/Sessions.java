package io.howdah.security;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Stores the session of a request in its routing context, for handlers after authentication. */
public final class Sessions {

    private static final String KEY = "howdah.session";

    private Sessions() {}

    /** Sets the session of a request. */
    public static void set(RoutingContext routing, Session session) {
        routing.put(KEY, session);
    }

    /** Returns whether the request has a session. */
    public static boolean has(RoutingContext routing) {
        return routing.get(KEY) != null;
    }

    /** Returns the session of a request, if set. */
    public static Optional<Session> find(RoutingContext routing) {
        return Optional.ofNullable(routing.get(KEY));
    }

    /**
     * Returns the session of a request.
     *
     * @throws IllegalStateException if the request was not authenticated
     */
    public static Session of(RoutingContext routing) {
        Session session = routing.get(KEY);
        if (session == null) {
            throw new IllegalStateException("the request is not authenticated");
        }
        return session;
    }
}
