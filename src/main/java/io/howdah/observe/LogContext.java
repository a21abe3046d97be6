package io.howdah.observe;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Map;
import org.apache.logging.log4j.core.util.ContextDataProvider;

/** Puts the ids of the present span into each line of the log, under the names that OpenTelemetry has for them. Log4j finds it by itself. */
public final class LogContext implements ContextDataProvider {

    @Override
    public Map<String, String> supplyContextData() {
        SpanContext present = Span.current().getSpanContext();
        return present.isSampled()
                ? Map.of("trace_id", present.getTraceId(), "span_id", present.getSpanId())
                : Map.of();
    }
}
