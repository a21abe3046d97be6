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
 * Finds out who sends a request before anything else looks at it, and answers all others with 401: a path that nobody has thought
 * of is closed. Behind it {@link Sessions} tells whose request it is.
 */
final class AuthenticationHandler implements Handler<RoutingContext> {

    /** The cookie of a pass. */
    static final String COOKIE = "howdah-events";

    /** The parameter of a ticket. */
    static final String TICKET = "ticket";

    /** Files that are the same for all: the page, and what it loads. Other paths below it are none of them. */
    private static final Set<String> PAGES = Set.of("/graphiql", "/graphiql/");

    private static final String FILES = "/graphiql/static/";

    /** The end of GraphQL's paths: that of all models, and those of frontends. */
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
     * Whether the request is one that a browser's own classes send, which set no headers: WebSocket, and EventSource, which takes
     * nothing but events.
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

    /** GraphQL over WebSocket has a message for it, and browsers have no other place. */
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
