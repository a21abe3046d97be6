package io.howdah.http;

import io.howdah.http.RateLimits.Permit;
import io.howdah.security.Audit;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.Authenticator;
import io.howdah.security.Session;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Authenticates requests on both ports. It records failed attempts, and refuses further requests of an address with too
 * many of them.
 */
public final class Identification implements Authenticator.Outcomes {

    /** Maximum concurrent attempts of one address. Authentication serves other addresses too, and allows 256 in total. */
    private static final int MAX_AT_ONCE = 128;

    private final Audit audit;
    private final RateLimits rates;
    private final ClientAddress addresses;
    private final EdgeRefusals watch;
    private final Map<String, Integer> running = new ConcurrentHashMap<>();

    Identification(Audit audit, RateLimits rates, ClientAddress addresses, EdgeRefusals watch) {
        this.audit = audit;
        this.rates = rates;
        this.addresses = addresses;
        this.watch = watch;
    }

    /**
     * Authenticates a request, and passes the result to {@code then} on the request's event loop. Answers a request that
     * is refused for its rate.
     *
     * @param search starts the authentication
     */
    public <T> void identify(RoutingContext context, Supplier<Future<T>> search, Consumer<Future<T>> then) {
        HttpServerRequest request = context.request();
        String address = addresses.of(request);
        String network = ClientAddress.network(address);
        Permit permit = rates.look(address);
        if (!permit.granted() || running.getOrDefault(network, 0) >= MAX_AT_ONCE) {
            watch.rateLimited(EdgeRefusals.Reason.FAILURES, "", address, request);
            Permit.LATER.refuse(context);
            return;
        }
        Future<T> session = search.get();
        if (session.isComplete()) {
            then.accept(session);
            return;
        }
        running.merge(network, 1, Integer::sum);
        // The following handlers need a request that has not been read, and its own event loop.
        request.pause();
        Context loop = context.vertx().getOrCreateContext();
        session.onComplete(done -> {
            running.computeIfPresent(network, (same, number) -> number == 1 ? null : number - 1);
            loop.runOnContext(now -> {
                request.resume();
                then.accept(session);
            });
        });
    }

    /** Returns the address of a request's client. */
    String address(HttpServerRequest request) {
        return addresses.of(request);
    }

    /** Records a failed attempt. An unavailable issuer does not count against the client. */
    @Override
    public void failed(HttpServerRequest request, AuthenticationException failure) {
        String address = addresses.of(request);
        if (failure.reason() != Reason.UNAVAILABLE && failure.reason() != Reason.MISSING) {
            rates.failed(address);
        }
        audit.authenticationFailed(failure.reason(), address, request.method().name(), String.valueOf(request.path()));
    }

    @Override
    public void succeeded(HttpServerRequest request, Session session) {
        audit.authenticated(session, addresses.of(request), request.method().name(), String.valueOf(request.path()));
    }

    /** Records that a ticket or a cookie for a path was issued. */
    void issued(HttpServerRequest request, Session session, boolean cookie, String path) {
        audit.ticketIssued(session.principal().subject(), addresses.of(request), cookie ? "cookie" : "ticket", path);
    }
}
