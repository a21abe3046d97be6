package io.howdah.http;

import io.howdah.security.Audit;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.vertx.core.http.HttpServerRequest;

/** What becomes of requests that do not tell who sends them: each is noted, and an address with too many is not listened to. */
public final class FailedAuthentications {

    private final Audit audit;
    private final RateLimits rates;
    private final ClientAddress addresses;
    private final EdgeWatch watch;

    FailedAuthentications(Audit audit, RateLimits rates, ClientAddress addresses, EdgeWatch watch) {
        this.audit = audit;
        this.rates = rates;
        this.addresses = addresses;
        this.watch = watch;
    }

    /** Return whether what this client says of itself is to be looked at. */
    public RateLimits.Permit look(HttpServerRequest request) {
        String address = addresses.of(request);
        RateLimits.Permit permit = rates.look(address);
        if (!permit.granted()) {
            watch.rateLimited(EdgeWatch.Reason.FAILURES, "", address, request);
        }
        return permit;
    }

    /** Notes one. That the issuer is away is not the client's fault. */
    public void add(HttpServerRequest request, AuthenticationException failure) {
        String address = addresses.of(request);
        if (failure.reason() != Reason.UNAVAILABLE && failure.reason() != Reason.MISSING) {
            rates.failed(address);
        }
        audit.authenticationFailed(failure.reason(), address, request.method().name(), String.valueOf(request.path()));
    }
}
