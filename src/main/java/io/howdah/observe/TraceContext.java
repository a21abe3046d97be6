package io.howdah.observe;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.apache.camel.Exchange;

/** Stores the trace context of a request or an exchange in it, so that it follows the request from thread to thread. */
public final class TraceContext {

    private static final String REQUEST_KEY = "howdah.trace";
    private static final String EXCHANGE_KEY = "HowdahTrace";

    private TraceContext() {}

    /** Sets the context of a request. */
    public static void set(RoutingContext routing, Context context) {
        routing.put(REQUEST_KEY, context);
    }

    /** Returns the context of a request; {@link Context#root()} if it has none. */
    public static Context of(RoutingContext routing) {
        Context context = routing.get(REQUEST_KEY);
        return Objects.requireNonNullElseGet(context, Context::root);
    }

    /** Sets the context of an exchange. */
    public static void set(Exchange exchange, Context context) {
        exchange.setProperty(EXCHANGE_KEY, context);
    }

    /** Returns the context of an exchange; {@link Context#root()} if it has none. */
    public static Context of(Exchange exchange) {
        Context context = exchange.getProperty(EXCHANGE_KEY, Context.class);
        return context == null ? Context.root() : context;
    }

    /** Returns the id of the trace of a context, recorded or not; empty if there is none. */
    public static String id(Context context) {
        SpanContext span = Span.fromContext(context).getSpanContext();
        return span.isValid() ? span.getTraceId() : "";
    }
}
