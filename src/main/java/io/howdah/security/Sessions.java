package io.howdah.security;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Keeps whose request it is beside the request, from the handler that finds it out to those that need it. */
public final class Sessions {

    private static final String KEY = "howdah.session";

    private Sessions() {}

    /** Says whose request this is. */
    public static void set(RoutingContext routing, Session session) {
        routing.put(KEY, session);
    }

    /** Return whether anybody has said whose request this is. */
    public static boolean has(RoutingContext routing) {
        return routing.get(KEY) != null;
    }

    /** Returns whose request this is, if anybody has said it. */
    public static Optional<Session> find(RoutingContext routing) {
        return Optional.ofNullable(routing.get(KEY));
    }

    /**
     * Return whose request this is.
     *
     * @throws IllegalStateException if nobody has said it: what needs to know it is not to be served then
     */
    public static Session of(RoutingContext routing) {
        Session session = routing.get(KEY);
        if (session == null) {
            throw new IllegalStateException("nobody has authenticated the request");
        }
        return session;
    }
}
