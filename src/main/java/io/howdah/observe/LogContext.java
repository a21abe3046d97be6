package io.howdah.observe;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Map;
import org.apache.logging.log4j.core.util.ContextDataProvider;

/** Adds the ids of the current span to each line of the log, under OpenTelemetry's names. Log4j finds this class as a service. */
public final class LogContext implements ContextDataProvider {

    @Override
    public Map<String, String> supplyContextData() {
        SpanContext current = Span.current().getSpanContext();
        return current.isSampled()
                ? Map.of("trace_id", current.getTraceId(), "span_id", current.getSpanId())
                : Map.of();
    }
}
