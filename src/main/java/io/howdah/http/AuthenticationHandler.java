package io.howdah.http;

import io.howdah.observe.FailureLog;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.Authenticator;
import io.howdah.security.Session;
import io.howdah.security.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates each request before any other handler, and refuses the others with 401, so that an unknown path is closed
 * by default. Later handlers read the principal with {@link Sessions}.
 */
final class AuthenticationHandler implements Handler<RoutingContext> {

    /** Name of the cookie with a pass. */
    static final String COOKIE = "howdah-events";

    /** Name of the query parameter with a ticket. */
    static final String TICKET = "ticket";

    /** Public files: the GraphiQL page and its resources. Other paths below it are not public. */
    private static final Set<String> PAGES = Set.of("/graphiql", "/graphiql/");

    private static final String FILES = "/graphiql/static/";

    /** Suffix of all GraphQL paths: the default one and those of frontends. */
    private static final String GRAPHQL = "/graphql";

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticationHandler.class);

    private final Authenticator authenticator;

    private final Identification identification;

    AuthenticationHandler(Authenticator authenticator, Identification identification) {
        this.authenticator = authenticator;
        this.identification = identification;
    }

    @Override
    public void handle(RoutingContext context) {
        if (isPage(context)) {
            context.next();
            return;
        }
        identification.identify(context, () -> session(context), session -> go(context, session));
    }

    private static boolean isPage(RoutingContext context) {
        String path = context.normalizedPath();
        return PAGES.contains(path) || path.startsWith(FILES);
    }

    private Future<Session> session(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<Future<Session>> byToken = Bearer.session(authenticator, request);
        if (byToken.isPresent()) {
            return byToken.get();
        }
        if (begins(request)) {
            String path = context.normalizedPath();
            String ticket = request.getParam(TICKET);
            if (ticket != null) {
                return authenticator.ticket(ticket, path);
            }
            Cookie cookie = request.getCookie(COOKIE);
            if (cookie != null) {
                return authenticator.pass(cookie.getValue(), path);
            }
        }
        return authenticator
                .withoutToken(request)
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(new AuthenticationException(
                        Reason.MISSING, "A token is needed: Authorization: Bearer <token>.")));
    }

    /**
     * Returns whether the request comes from a browser class that cannot set headers: WebSocket, or EventSource, which
     * accepts only events.
     */
    private static boolean begins(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET)
                && (Upgrades.isWebSocket(request) || Accept.of(request).isEventSource());
    }

    private void go(RoutingContext context, Future<Session> session) {
        if (session.succeeded()) {
            Sessions.set(context, session.result());
            authenticator.succeeded(context.request(), session.result());
            context.next();
        } else if (!(session.cause() instanceof AuthenticationException failure)) {
            FailureLog.error(LOG, session.cause()).log("A request could not be authenticated");
            Problem.send(context.response(), 500, "The request could not be authenticated.");
        } else if (failure.reason() == Reason.MISSING && authenticatesLater(context)) {
            context.next();
        } else {
            authenticator.failed(context.request(), failure);
            Bearer.refuse(context.response(), failure);
        }
    }

    /**
     * Returns whether the client authenticates after the upgrade: GraphQL over WebSocket has a message for it, and
     * browsers have no alternative.
     */
    private static boolean authenticatesLater(RoutingContext context) {
        return Upgrades.isWebSocket(context.request())
                && isGraphQl(context.normalizedPath())
                && SubProtocols.isOffered(context.request(), SubProtocols.GRAPHQL_TRANSPORT_WS);
    }

    private static boolean isGraphQl(String path) {
        String frontend = path.endsWith(GRAPHQL) ? path.substring(0, path.length() - GRAPHQL.length()) : "/";
        return frontend.lastIndexOf('/') <= 0 && !frontend.equals("/");
    }
}
