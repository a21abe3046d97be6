package io.howdah.http;

import io.howdah.observe.TraceContext;
import io.howdah.observe.Traceparent;
import io.howdah.observe.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Says which trace a request belongs to, and records it as a span of its method, its path as the routes write it, and its status: of the
 * real path, and of what stands behind it, nothing, as keys and filters are in there. What becomes a WebSocket is left out.
 */
final class TraceGate implements Handler<RoutingContext> {

    /** Clients make up others, and there is to be a bounded number of names. */
    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE");

    private static final int OUR_FAULT = 500;

    /** The {@code error.type} of a request whose client did not wait for its answer. */
    private static final String CLIENT_GONE = "client_closed";

    private final Tracing tracing;

    TraceGate(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        Tracing by = Upgrades.isWebSocket(request) ? Tracing.OFF : tracing;
        Context trace = by.request(name(request.method()), request.getHeader(Traceparent.HEADER));
        TraceContext.set(context, trace);
        Span span = Span.fromContext(trace);
        if (tracing.isOn()) {
            // What a route asks of others belongs to this request, recorded or not; whether it is, no header of the
            // client decides.
            request.headers().set(Traceparent.HEADER, Traceparent.of(span));
        }
        if (span.isRecording()) {
            record(context, span);
        }
        context.next();
    }

    private static String name(HttpMethod method) {
        return METHODS.contains(method.name()) ? method.name() : "HTTP";
    }

    private static void record(RoutingContext context, Span span) {
        HttpServerRequest request = context.request();
        span.setAttribute(
                "http.request.method",
                METHODS.contains(request.method().name()) ? request.method().name() : "_OTHER");
        span.setAttribute("url.scheme", request.isSSL() ? "https" : "http");
        context.addHeadersEndHandler(ready -> {
            // A stream of events has begun; it may last for days.
            if (String.valueOf(context.response().headers().get(HttpHeaders.CONTENT_TYPE))
                    .startsWith(Accept.EVENTS)) {
                end(context, span);
            }
        });
        context.addEndHandler(ended -> {
            if (context.response().ended()) {
                end(context, span);
            } else {
                Tracing.fail(span, CLIENT_GONE);
                span.end();
            }
        });
    }

    /** Harmless when repeated. */
    private static void end(RoutingContext context, Span span) {
        HttpServerResponse response = context.response();
        Route route = context.currentRoute();
        String path = route == null ? null : route.getPath();
        if (path != null) {
            span.updateName(name(context.request().method()) + " " + path);
            span.setAttribute("http.route", path);
        }
        int status = response.getStatusCode();
        span.setAttribute("http.response.status_code", status);
        if (status >= OUR_FAULT) {
            Tracing.fail(span, Integer.toString(status));
        }
        span.end();
    }
}
