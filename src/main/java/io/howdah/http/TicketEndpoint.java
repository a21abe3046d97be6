package io.howdah.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.observe.FailureLog;
import io.howdah.security.AuthenticationException;
import io.howdah.security.Session;
import io.howdah.security.Sessions;
import io.howdah.security.Tickets;
import io.howdah.security.Tickets.Issued;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Endpoint {@code POST /notifications/ticket}: issues tickets for browsers, whose WebSocket and EventSource cannot send a
 * token. The body {@code {"path": "/notifications/rides"}} requests a ticket, which the response contains; with {@code
 * "cookie": true} a pass, which is set as a cookie.
 */
final class TicketEndpoint {

    private static final String PATH = "/notifications/ticket";
    private static final long MAX_BODY = 4096;
    private static final int MAX_PATH = 501;

    private static final Logger LOG = LoggerFactory.getLogger(TicketEndpoint.class);

    private final Tickets tickets;
    private final Identification identification;

    private TicketEndpoint(Tickets tickets, Identification identification) {
        this.tickets = tickets;
        this.identification = identification;
    }

    /** Adds the endpoint before the channels. */
    static void mount(Router router, int order, Tickets tickets, Identification identification) {
        TicketEndpoint endpoint = new TicketEndpoint(tickets, identification);
        router.post(PATH)
                .order(order)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .handler(endpoint::make);
    }

    private void make(RoutingContext context) {
        if (!ClientJson.isDeclared(context.request())) {
            Problem.send(context.response(), 415, "The content type must be application/json.");
            return;
        }
        Optional<JsonNode> asked = asked(context);
        if (asked.isEmpty()) {
            Problem.send(
                    context.response(),
                    400,
                    "The body must be a JSON object with the path that is to be opened, such as /notifications/rides, and"
                            + " cookie: true for an EventSource.");
            return;
        }
        Session session = Sessions.of(context).issuedAt(Instant.now());
        String path = asked.get().path("path").textValue();
        boolean cookie = asked.get().path("cookie").booleanValue();
        Future<Optional<Issued>> making = cookie
                ? tickets.pass(session, path)
                : tickets.ticket(session, path).map(Optional::of);
        Context loop = context.vertx().getOrCreateContext();
        making.onComplete(made -> loop.runOnContext(now -> {
            if (made.failed()) {
                fail(context, made.cause());
            } else if (made.result().isEmpty()) {
                tooMany(context);
            } else {
                identification.issued(context.request(), session, cookie, path);
                answer(context, path, cookie, made.result().get());
            }
        }));
    }

    private static void tooMany(RoutingContext context) {
        context.response().putHeader(HttpHeaders.RETRY_AFTER, "60");
        Problem.send(context.response(), 429, "You have as many cookies as one may have; some end with time.");
    }

    private static Optional<JsonNode> asked(RoutingContext context) {
        try {
            JsonNode body = ClientJson.read(
                    context.body().buffer() == null
                            ? new byte[0]
                            : context.body().buffer().getBytes());
            return Optional.of(body)
                    .filter(JsonNode::isObject)
                    .filter(object -> object.path("path").isTextual()
                            && isLivePath(object.path("path").textValue()))
                    .filter(object -> object.path("cookie").isMissingNode()
                            || object.path("cookie").isBoolean());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isLivePath(String path) {
        return path.startsWith("/")
                && path.length() <= MAX_PATH
                && path.chars().allMatch(each -> each > ' ' && each <= '~' && "?#;\\".indexOf(each) < 0);
    }

    private static void answer(RoutingContext context, String path, boolean cookie, Issued made) {
        JsonObject answer = new JsonObject()
                .put("path", path)
                .put("expiresIn", made.validity().toSeconds());
        if (cookie) {
            context.response()
                    .addCookie(Cookie.cookie(AuthenticationHandler.COOKIE, made.secret())
                            .setPath(path)
                            .setHttpOnly(true)
                            .setSameSite(CookieSameSite.STRICT)
                            .setSecure(isSecure(context.request()))
                            .setMaxAge(made.validity().toSeconds()));
        } else {
            answer.put("ticket", made.secret());
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(answer.encode());
    }

    /** Returns whether the page was loaded over TLS, which may end at a proxy; the browser's headers say so. */
    private static boolean isSecure(HttpServerRequest request) {
        return request.isSSL()
                || String.valueOf(request.getHeader(HttpHeaders.ORIGIN)).startsWith("https://");
    }

    private static void fail(RoutingContext context, Throwable failure) {
        if (failure instanceof AuthenticationException) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
            Problem.send(context.response(), 503, "Tickets cannot be made now; try again.");
            return;
        }
        FailureLog.error(LOG, failure).log("A ticket could not be made");
        Problem.send(context.response(), 500, "The ticket could not be made.");
    }
}
