package io.howdah.http;

import io.howdah.observe.FailureLog;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.Authenticator;
import io.howdah.security.Logouts;
import io.howdah.security.Session;
import io.howdah.security.Sessions;
import io.howdah.text.Split;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Endpoints that end sessions. {@code POST /notifications/logout} ends the session of the client's token. {@code POST
 * /backchannel-logout} accepts logout tokens of a provider (OpenID Connect Back-Channel Logout 1.0).
 */
final class LogoutEndpoint {

    private static final String PATH = "/notifications/logout";
    private static final String PROVIDER_PATH = "/backchannel-logout";

    /** Maximum body size, in bytes: a form with one token of maximum length. */
    private static final int MAX_BODY = 32 * 1024;

    private static final int MAX_FIELDS = 16;
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String TOKEN = "logout_token";

    private static final Logger LOG = LoggerFactory.getLogger(LogoutEndpoint.class);

    private final Authenticator authenticator;
    private final Identification identification;
    private final Logouts logouts;

    LogoutEndpoint(Authenticator authenticator, Identification identification, Logouts logouts) {
        this.authenticator = authenticator;
        this.identification = identification;
        this.logouts = logouts;
    }

    /**
     * Adds both paths.
     *
     * @param providers order of the provider's path, which the logout token itself authenticates
     * @param clients order of the clients' path, after authentication
     */
    void mount(Router router, int providers, int clients) {
        router.post(PROVIDER_PATH).order(providers).handler(this::read);
        router.post(PATH)
                .order(clients)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .handler(this::logOut);
    }

    private void logOut(RoutingContext context) {
        Session session = Sessions.of(context);
        if (session.tokenId().isEmpty()) {
            Bearer.refuse(
                    context.response(),
                    new AuthenticationException(
                            Reason.MISSING, "Show the token whose session is to end: Authorization: Bearer <token>."));
            return;
        }
        identification.identify(
                context,
                () -> logouts.logOut(session, identification.address(context.request())),
                paths -> answer(context, paths));
    }

    private void answer(RoutingContext context, Future<List<String>> paths) {
        if (paths.failed()) {
            fail(context, paths.cause());
            return;
        }
        // A browser deletes a cookie by name and path.
        paths.result()
                .forEach(path -> context.response()
                        .headers()
                        .add(
                                HttpHeaders.SET_COOKIE,
                                Cookie.cookie(AuthenticationHandler.COOKIE, "")
                                        .setPath(path)
                                        .setHttpOnly(true)
                                        .setSameSite(CookieSameSite.STRICT)
                                        .setMaxAge(0)
                                        .encode()));
        context.response()
                .setStatusCode(204)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end();
    }

    /** Reads the form itself, because Vert.x supports only shorter form values. */
    private void read(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() <= MAX_BODY) {
                body.appendBuffer(part);
            } else if (!response.headWritten()) {
                UnreadBody.refuse(context, MAX_BODY);
            }
        });
        request.endHandler(ended -> {
            if (!response.headWritten()) {
                identification.identify(context, () -> take(request, body), taken -> answerProvider(context, taken));
            }
        });
    }

    private Future<Void> take(HttpServerRequest request, Buffer body) {
        String type = String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE));
        List<String> tokens = Split.before(';', type).strip().equalsIgnoreCase(FORM)
                ? new QueryStringDecoder(
                                body.toString(StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, MAX_FIELDS)
                        .parameters()
                        .getOrDefault(TOKEN, List.of())
                : List.of();
        if (tokens.size() != 1) {
            return Future.failedFuture(new AuthenticationException(
                    Reason.MALFORMED, "The body must be a form (" + FORM + ") with one field " + TOKEN + "."));
        }
        return authenticator
                .logoutToken(tokens.get(0))
                .compose(token -> logouts.redeem(token, identification.address(request)));
    }

    /** Answers the provider as in section 2.8 of the specification. */
    private void answerProvider(RoutingContext context, Future<Void> taken) {
        HttpServerResponse response = context.response();
        if (taken.succeeded()) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store").end();
        } else if (taken.cause() instanceof AuthenticationException failure && failure.reason() != Reason.UNAVAILABLE) {
            authenticator.failed(context.request(), failure);
            response.setStatusCode(400)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(new JsonObject()
                            .put("error", "invalid_request")
                            .put("error_description", failure.getMessage())
                            .encode());
        } else {
            fail(context, taken.cause());
        }
    }

    private static void fail(RoutingContext context, Throwable failure) {
        if (failure instanceof AuthenticationException) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
            Problem.send(context.response(), 503, String.valueOf(failure.getMessage()));
            return;
        }
        FailureLog.error(LOG, failure).log("A session could not be ended");
        Problem.send(context.response(), 500, "The session could not be ended.");
    }
}
