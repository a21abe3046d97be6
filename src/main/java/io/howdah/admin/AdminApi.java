package io.howdah.admin;

import io.howdah.http.ClientJson;
import io.howdah.http.Origins;
import io.howdah.http.Problem;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Operators' API under {@code /admin/}. Before {@link AdminGuard} authenticates a request, this class refuses requests of web pages
 * in a browser on the same machine. A page cannot post JSON to another origin without a preflight request, its requests carry an
 * {@code Origin}, and DNS rebinding can only point a host name here, never an IP address.
 */
public final class AdminApi {

    /** Maximum size of a request's body; a larger one gets 413. */
    private static final long MAX_BODY_BYTES = 1024 * 1024;

    private static final int FORBIDDEN = 403;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;
    private static final int UNAVAILABLE = 503;

    private final BooleanSupplier ready;
    private final Handler<RoutingContext> guard;
    private final List<AdminEndpoint> endpoints;

    /**
     * Creates the API.
     *
     * @param ready whether the process is up; until then requests get 503
     * @param guard authenticates operators and refuses all other callers
     * @param endpoints the endpoints
     */
    public AdminApi(BooleanSupplier ready, Handler<RoutingContext> guard, List<AdminEndpoint> endpoints) {
        this.ready = ready;
        this.guard = guard;
        this.endpoints = endpoints;
    }

    /** Adds the paths to the management port's router. */
    public void mount(Vertx vertx, Router router) {
        router.route("/admin/*").handler(this::admit).handler(guard);
        router.route("/admin/*").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
        AdminWork work = new AdminWork(vertx);
        endpoints.forEach(endpoint -> endpoint.mount(router, work));
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!ready.getAsBoolean()) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
            Problem.send(context.response(), UNAVAILABLE, "The service is starting or stopping.");
        } else if (Origins.isRebound(request)) {
            Problem.send(
                    context.response(),
                    FORBIDDEN,
                    "On a loopback address, the host must be localhost or an IP address.");
        } else if (Origins.isCrossSite(request)) {
            Problem.send(context.response(), FORBIDDEN, "Requests from pages of another origin are refused.");
        } else if (hasBody(request) && !ClientJson.isDeclared(request)) {
            Problem.send(context.response(), UNSUPPORTED_MEDIA_TYPE, "The content type must be application/json.");
        } else {
            context.next();
        }
    }

    /** Returns whether a request may have a body. A GET counts if it declares one, because Vert.x fails on a form in it. */
    private static boolean hasBody(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST) || request.headers().contains(HttpHeaders.CONTENT_TYPE);
    }
}
