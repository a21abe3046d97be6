package io.howdah.http;

import io.howdah.security.Principal;
import io.howdah.security.Sessions;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.Exchange;

/**
 * Lets a client's requests pass as long as they are not too many. It stands behind what finds out whose they are, and counts those
 * that come on a socket which it has let pass, too.
 */
public final class RateGate implements Handler<RoutingContext> {

    private static final String KEY = "howdah.rates";

    /** Name of the exchange property that tells the client of a request from others. */
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
     * Counts a request that came on the socket that this one has become.
     *
     * @return whether it may be served
     */
    public static boolean admits(RoutingContext socket, Principal principal) {
        RateGate gate = socket.get(KEY);
        return gate.take(principal, gate.addresses.of(socket.request()), socket.request())
                .granted();
    }

    /** Returns what tells the client of an exchange from others: its subject, or of an anonymous one its network; empty outside a request. */
    public static String client(Exchange exchange) {
        return exchange.getProperty(CLIENT, "", String.class);
    }

    /** Returns the same of a request, or of the socket that it has become; {@code principal} is who sends it. */
    public static String client(RoutingContext context, Principal principal) {
        RateGate gate = context.get(KEY);
        return gate == null ? "" : RateLimits.key(principal, gate.addresses.of(context.request()));
    }

    /** Counts that a request's body was too large; the request may be one that did not come so far as to be counted. */
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
        return Sessions.has(context) ? Sessions.of(context).principal() : Principal.NOBODY;
    }

    private RateLimits.Permit take(Principal principal, String address, HttpServerRequest request) {
        RateLimits.Permit permit = limits.take(principal, address);
        if (!permit.granted()) {
            watch.rateLimited(EdgeRefusals.Reason.RATE, principal.subject(), address, request);
        }
        return permit;
    }
}
