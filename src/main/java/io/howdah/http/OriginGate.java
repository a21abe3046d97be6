package io.howdah.http;

import io.howdah.config.Origin;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests, WebSocket upgrades included, from pages of other origins before any processing, and sends the CORS
 * headers for allowed origins.
 */
final class OriginGate implements Handler<RoutingContext> {

    private static final String METHODS = "GET, POST, HEAD";
    private static final String REQUEST_HEADERS =
            "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, traceparent, tracestate";
    private static final String RESPONSE_HEADERS =
            "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Correlation-Id, X-Total-Count";
    private static final String SECONDS_TO_REMEMBER = "600";

    private final Set<Origin> allowed;
    private final EdgeRefusals watch;

    OriginGate(Set<Origin> allowed, EdgeRefusals watch) {
        this.allowed = allowed;
        this.watch = watch;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String said = request.getHeader(HttpHeaderNames.ORIGIN);
        if (!Origins.isCrossSite(request)) {
            vary(context, null);
            context.next();
        } else if (said != null && isAllowed(request, said)) {
            vary(context, said);
            if (isPreflight(request)) {
                preflight(request.response(), said);
            } else {
                context.next();
            }
        } else {
            watch.originRefused(request);
            Problem.send(context.response(), 403, "Pages of another origin are not served.");
        }
    }

    private boolean isAllowed(HttpServerRequest request, String said) {
        return request.headers().getAll(HttpHeaderNames.ORIGIN).size() == 1
                && Origin.parse(said).map(allowed::contains).orElse(false);
    }

    private static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    }

    private static void preflight(HttpServerResponse response, String origin) {
        allow(response.headers(), origin);
        response.putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
                .putHeader(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, SECONDS_TO_REMEMBER)
                .putHeader(HttpHeaderNames.VARY, "Origin")
                .setStatusCode(204)
                .end();
    }

    /** Adds Vary when the response's headers are complete, because a route may set it as well. */
    private void vary(RoutingContext context, @Nullable String origin) {
        if (allowed.isEmpty()) {
            return;
        }
        context.addHeadersEndHandler(ready -> {
            MultiMap headers = context.response().headers();
            headers.add(HttpHeaderNames.VARY, "Origin");
            if (origin != null) {
                allow(headers, origin);
                headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
            }
        });
    }

    private static void allow(MultiMap headers, String origin) {
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                // For the cookie of server-sent events; pages of other origins cannot use it.
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
}
