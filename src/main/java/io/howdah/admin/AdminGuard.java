package io.howdah.admin;

import io.howdah.http.Bearer;
import io.howdah.http.ClientAddress;
import io.howdah.http.Identification;
import io.howdah.http.Problem;
import io.howdah.security.Audit;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.Authenticator;
import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.howdah.security.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/**
 * Authenticates operators. A token must have the operators' role. If the authentication trusts loopback, clients on this
 * machine need no token.
 */
public final class AdminGuard implements Handler<RoutingContext> {

    private static final int FORBIDDEN = 403;

    private final Authenticator authenticator;
    private final String role;
    private final Identification identification;
    private final ClientAddress addresses;
    private final Audit audit;

    /**
     * Creates the guard.
     *
     * @param role the role of operators
     */
    public AdminGuard(
            Authenticator authenticator,
            String role,
            Identification identification,
            ClientAddress addresses,
            Audit audit) {
        this.authenticator = authenticator;
        this.role = role;
        this.identification = identification;
        this.addresses = addresses;
        this.audit = audit;
    }

    @Override
    public void handle(RoutingContext context) {
        identification.identify(context, () -> session(context.request()), session -> admit(context, session));
    }

    private Future<Session> session(HttpServerRequest request) {
        Optional<Future<Session>> byToken = Bearer.session(authenticator, request);
        if (byToken.isPresent()) {
            return byToken.get();
        }
        if (authenticator.trustsLoopback() && isLocal(request)) {
            return Future.succeededFuture(Session.of(Principal.of("operator").in(Set.of(role))));
        }
        return Future.failedFuture(new AuthenticationException(
                Reason.MISSING,
                authenticator.trustsLoopback()
                        ? "Only clients on this machine have access; set howdah.auth.mode=oidc to admit others by token."
                        : "A token with the role " + role + " is required; set --token or HOWDAH_TOKEN."));
    }

    private static boolean isLocal(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote != null && remote.hostAddress() != null && ClientAddress.isLoopback(remote.hostAddress());
    }

    private void admit(RoutingContext context, Future<Session> session) {
        HttpServerRequest request = context.request();
        if (session.failed()) {
            AuthenticationException failure = session.cause() instanceof AuthenticationException known
                    ? known
                    : new AuthenticationException(
                            Reason.UNAVAILABLE, "The token cannot be verified at present; try again.");
            authenticator.failed(request, failure);
            Bearer.refuse(context.response(), failure);
            return;
        }
        String subject = session.result().principal().subject();
        String address = addresses.of(request);
        String path = String.valueOf(request.path());
        if (!session.result().principal().roles().contains(role)) {
            audit.adminRefused(subject, address, request.method().name(), path);
            Problem.send(context.response(), FORBIDDEN, "The token must have the role " + role + ".");
        } else {
            Sessions.set(context, session.result());
            authenticator.succeeded(request, session.result());
            if (!request.method().equals(HttpMethod.GET)) {
                context.addEndHandler(ended -> audit.adminAction(
                        subject,
                        address,
                        request.method().name(),
                        path,
                        context.response().getStatusCode()));
            }
            context.next();
        }
    }
}
