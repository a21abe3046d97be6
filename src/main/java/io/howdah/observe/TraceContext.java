package io.howdah.observe;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.apache.camel.Exchange;

/** Keeps the span that something belongs to beside it, as it goes from thread to thread: a request, or an exchange. */
public final class TraceContext {

    private static final String BESIDE_REQUEST = "howdah.trace";
    private static final String BESIDE_EXCHANGE = "HowdahTrace";

    private TraceContext() {}

    /** Says what a request belongs to. */
    public static void set(RoutingContext routing, Context context) {
        routing.put(BESIDE_REQUEST, context);
    }

    /** Return what a request belongs to; {@link Context#root()} if nobody has said it. */
    public static Context of(RoutingContext routing) {
        Context said = routing.get(BESIDE_REQUEST);
        return Objects.requireNonNullElseGet(said, Context::root);
    }

    /** Says what an exchange belongs to. */
    public static void set(Exchange exchange, Context context) {
        exchange.setProperty(BESIDE_EXCHANGE, context);
    }

    /** Return what an exchange belongs to; {@link Context#root()} if nobody has said it. */
    public static Context of(Exchange exchange) {
        Context said = exchange.getProperty(BESIDE_EXCHANGE, Context.class);
        return said == null ? Context.root() : said;
    }

    /** Return the id of its trace, recorded or not; empty if it belongs to none. */
    public static String id(Context context) {
        SpanContext place = Span.fromContext(context).getSpanContext();
        return place.isValid() ? place.getTraceId() : "";
    }
}
