package io.howdah.ops;

import io.howdah.http.Bearer;
import io.howdah.http.ClientAddress;
import io.howdah.http.Problem;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.Authenticator;
import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.howdah.security.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/** Lets in who has the role of an operator, and where no tokens are taken at all, who is on this machine. */
public final class AdminGuard implements Handler<RoutingContext> {

    private static final int FORBIDDEN = 403;

    private final Authenticator authenticator;
    private final String role;

    /** Makes it; {@code role} is the operators'. */
    public AdminGuard(Authenticator authenticator, String role) {
        this.authenticator = authenticator;
        this.role = role;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        Future<Session> session = session(request);
        // What follows reads the body.
        request.pause();
        session.onComplete(done -> context.vertx().getOrCreateContext().runOnContext(now -> {
            request.resume();
            go(context, session);
        }));
    }

    private Future<Session> session(HttpServerRequest request) {
        try {
            Optional<String> token = Bearer.of(request.headers());
            if (token.isPresent()) {
                return authenticator.token(token.get());
            }
        } catch (AuthenticationException e) {
            return Future.failedFuture(e);
        }
        if (authenticator.trustsLoopback() && isLocal(request)) {
            return Future.succeededFuture(Session.of(Principal.of("operator").in(Set.of(role))));
        }
        return Future.failedFuture(new AuthenticationException(
                Reason.MISSING,
                authenticator.trustsLoopback()
                        ? "Only clients on the same machine may administer; set howdah.auth.mode=oidc for others."
                        : "A token with the role " + role + " is needed: --token or HOWDAH_TOKEN."));
    }

    private static boolean isLocal(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote != null && remote.hostAddress() != null && ClientAddress.isLoopback(remote.hostAddress());
    }

    private void go(RoutingContext context, Future<Session> session) {
        if (session.failed()) {
            Bearer.refuse(
                    context.response(),
                    session.cause() instanceof AuthenticationException failure
                            ? failure
                            : new AuthenticationException(Reason.UNAVAILABLE, "The token cannot be checked now."));
        } else if (!session.result().principal().roles().contains(role)) {
            Problem.send(context.response(), FORBIDDEN, "Operators have the role " + role + "; this token does not.");
        } else {
            Sessions.set(context, session.result());
            context.next();
        }
    }
}
