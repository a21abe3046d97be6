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
 * Assigns each request to a trace, and records a span with its method, route path and status. The span excludes the real
 * path and query, which contain keys and filters. WebSocket upgrades have no span.
 */
final class TraceGate implements Handler<RoutingContext> {

    /** Known methods. Clients can send others, and the number of span names must be bounded. */
    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE");

    private static final int OUR_FAULT = 500;

    /** The {@code error.type} of a request whose client disconnected before the response. */
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
            // Downstream calls of a route belong to this request, recorded or not. The client's headers do not decide
            // whether
            // it is recorded.
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
            // An event stream has started, which may last for days.
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

    /** Ends the span. Idempotent. */
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
