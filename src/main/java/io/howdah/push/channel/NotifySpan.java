package io.howdah.push.channel;

import io.howdah.observe.TraceContext;
import io.howdah.observe.Traceparent;
import io.howdah.observe.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/**
 * Trace span of a change in its notify route: from the change stream until the event loops have its event. Its parent
 * is the span that wrote the document. Each process that follows the model records one.
 */
final class NotifySpan implements Synchronization {

    private final Span span;

    private NotifySpan(Span span) {
        this.span = span;
    }

    /**
     * Starts a span if the change's trace is sampled; the span ends with the exchange.
     *
     * @return the change with the trace context for its event
     */
    static StoredChange begin(Tracing tracing, Exchange exchange, StoredChange change) {
        String written = change.traceparent();
        if (written == null || !tracing.isOn() || !Traceparent.isSampled(written)) {
            return change;
        }
        String channel = exchange.getProperty(NotificationSteps.CHANNEL, String.class);
        Context parent = Traceparent.parent(written);
        Span span = tracing.span("send " + channel, SpanKind.PRODUCER, parent)
                .setAttribute("messaging.system", "howdah")
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("messaging.operation.name", "send")
                .setAttribute("messaging.destination.name", channel)
                .setAttribute("howdah.model", change.model().name())
                .startSpan();
        TraceContext.set(exchange, tracing.context(span));
        exchange.getExchangeExtension().addOnCompletion(new NotifySpan(span));
        return change.withTraceparent(Traceparent.of(span));
    }

    @Override
    public void onComplete(Exchange exchange) {
        span.end();
    }

    @Override
    public void onFailure(Exchange exchange) {
        Tracing.fail(span, exchange.getException().getClass().getName());
        span.end();
    }
}
