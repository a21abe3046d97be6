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
 * The operators' paths under {@code /admin/}, for those whom {@link AdminGuard} lets in. What is checked here before keeps out the
 * pages that a browser on the same machine shows: a page cannot post JSON elsewhere without asking first, says where it comes from,
 * and can only make a name of its own lead here, never a bare address.
 */
public final class AdminApi {

    /** Requests are small questions; more is refused with 413. Bytes. */
    private static final long MAX_BODY = 1024 * 1024;

    private static final int FORBIDDEN = 403;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;
    private static final int UNAVAILABLE = 503;

    private final BooleanSupplier ready;
    private final Handler<RoutingContext> guard;
    private final List<AdminEndpoint> endpoints;

    /**
     * Makes the paths of these endpoints.
     *
     * @param ready whether the process is up; until then requests are answered with 503
     * @param guard lets operators in
     * @param endpoints what is served
     */
    public AdminApi(BooleanSupplier ready, Handler<RoutingContext> guard, List<AdminEndpoint> endpoints) {
        this.ready = ready;
        this.guard = guard;
        this.endpoints = endpoints;
    }

    /** Adds the paths to the management port's router. */
    public void mount(Vertx vertx, Router router) {
        router.route("/admin/*").handler(this::admit).handler(guard);
        router.route("/admin/*").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
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
            Problem.send(context.response(), FORBIDDEN, "Pages of another origin are not served.");
        } else if (hasBody(request) && !ClientJson.isDeclared(request)) {
            Problem.send(context.response(), UNSUPPORTED_MEDIA_TYPE, "The content type must be application/json.");
        } else {
            context.next();
        }
    }

    /** Of a GET, too: Vert.x fails with a form in it. */
    private static boolean hasBody(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST) || request.headers().contains(HttpHeaders.CONTENT_TYPE);
    }
}
