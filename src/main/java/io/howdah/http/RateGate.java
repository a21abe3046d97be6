package io.howdah.http;

import io.howdah.security.Principal;
import io.howdah.security.Sessions;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Lets a client's requests pass as long as they are not too many. It stands behind what finds out whose they are. */
final class RateGate implements Handler<RoutingContext> {

    private final RateLimits limits;
    private final ClientAddress addresses;
    private final EdgeWatch watch;

    RateGate(RateLimits limits, ClientAddress addresses, EdgeWatch watch) {
        this.limits = limits;
        this.addresses = addresses;
        this.watch = watch;
    }

    @Override
    public void handle(RoutingContext context) {
        Principal principal = Sessions.has(context) ? Sessions.of(context).principal() : Principal.NOBODY;
        String address = addresses.of(context.request());
        RateLimits.Permit permit = limits.take(principal, address);
        permit.describe(context.response());
        if (permit.granted()) {
            context.next();
        } else {
            watch.rateLimited(EdgeWatch.Reason.RATE, principal.subject(), address, context.request());
            permit.refuse(context.response());
        }
    }
}
