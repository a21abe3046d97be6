package io.howdah.http;

import io.howdah.security.Principal;
import io.howdah.security.Sessions;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.Exchange;

/**
 * Enforces the request rate of each client. Runs after authentication, and also counts messages on WebSockets that it
 * admitted.
 */
public final class RateGate implements Handler<RoutingContext> {

    private static final String KEY = "howdah.rates";

    /** Exchange property with the client's key. */
    static final String CLIENT = "HowdahClient";

    private final RateLimits limits;
    private final ClientAddress addresses;
    private final EdgeRefusals watch;

    RateGate(RateLimits limits, ClientAddress addresses, EdgeRefusals watch) {
        this.limits = limits;
        this.addresses = addresses;
        this.watch = watch;
    }

    /**
     * Counts a message on the WebSocket that the request was upgraded to.
     *
     * @return whether it may be served
     */
    public static boolean admits(RoutingContext socket, Principal principal) {
        RateGate gate = socket.get(KEY);
        return gate.take(principal, gate.addresses.of(socket.request()), socket.request())
                .granted();
    }

    /**
     * Returns the client's key for an exchange: its subject, or the network of an anonymous client. Empty outside a
     * request.
     */
    public static String client(Exchange exchange) {
        return exchange.getProperty(CLIENT, "", String.class);
    }

    /** Returns the client's key for a request or its WebSocket, sent by {@code principal}. */
    public static String client(RoutingContext context, Principal principal) {
        RateGate gate = context.get(KEY);
        return gate == null ? "" : RateLimits.key(principal, gate.addresses.of(context.request()));
    }

    /** Records that a request's body was too large. The request may not have been counted yet. */
    static void tooLarge(RoutingContext context) {
        RateGate gate = context.get(KEY);
        if (gate != null) {
            gate.limits.tooLarge(principal(context), gate.addresses.of(context.request()));
        }
    }

    @Override
    public void handle(RoutingContext context) {
        Principal principal = principal(context);
        String address = addresses.of(context.request());
        context.put(KEY, this);
        RateLimits.Permit permit = take(principal, address, context.request());
        permit.describe(context.response());
        if (permit.granted()) {
            context.next();
        } else {
            permit.refuse(context);
        }
    }

    private static Principal principal(RoutingContext context) {
        return Sessions.has(context) ? Sessions.of(context).principal() : Principal.ANONYMOUS;
    }

    private RateLimits.Permit take(Principal principal, String address, HttpServerRequest request) {
        RateLimits.Permit permit = limits.take(principal, address);
        if (!permit.granted()) {
            watch.rateLimited(EdgeRefusals.Reason.RATE, principal.subject(), address, request);
        }
        return permit;
    }
}
