package io.howdah.observe;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace as W3C Trace Context writes it, {@code 00-<trace>-<span>-<flags>}, all in hexadecimal digits. Looking at one
 * allocates nothing, as it is done for each record.
 */
public final class Traceparent {

    /** The header of Kafka, HTTP and CloudEvents. */
    public static final String HEADER = "traceparent";

    private static final int TRACE = 3;
    private static final int TRACE_END = 35;
    private static final int SPAN = 36;
    private static final int SPAN_END = 52;
    private static final int FLAGS = 53;
    private static final int LENGTH = 55;

    private Traceparent() {}

    /** Return the text if it is one, else null. */
    public static @Nullable String valid(@Nullable String text) {
        return text != null && isValid(text) ? text : null;
    }

    /** Return whether it is one whose sender records its trace. */
    public static boolean isSampled(@Nullable String text) {
        return text != null && isValid(text) && (Character.digit(text.charAt(LENGTH - 1), 16) & 1) == 1;
    }

    /** Return the place that a valid one names, as the parent of what is done here. */
    public static Context parent(String valid) {
        return Context.root().with(Span.wrap(remote(valid, isSampled(valid))));
    }

    /** Return the place that a valid one names, whose trace is recorded or not. */
    static SpanContext remote(String valid, boolean sampled) {
        return SpanContext.createFromRemoteParent(
                valid.substring(TRACE, TRACE_END),
                valid.substring(SPAN, SPAN_END),
                sampled ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
    }

    /** Return the one of a span. */
    public static String of(Span span) {
        SpanContext place = span.getSpanContext();
        return "00-" + place.getTraceId() + "-" + place.getSpanId() + "-"
                + place.getTraceFlags().asHex();
    }

    private static boolean isValid(String text) {
        return text.length() >= LENGTH
                && (text.length() == LENGTH || text.charAt(LENGTH) == '-')
                && !text.startsWith("ff")
                && isHex(text, 0, TRACE - 1)
                && text.charAt(TRACE - 1) == '-'
                && isHexButZero(text, TRACE, TRACE_END)
                && text.charAt(TRACE_END) == '-'
                && isHexButZero(text, SPAN, SPAN_END)
                && text.charAt(SPAN_END) == '-'
                && isHex(text, FLAGS, LENGTH);
    }

    private static boolean isHexButZero(String text, int from, int to) {
        boolean zero = true;
        for (int i = from; i < to; i++) {
            zero &= text.charAt(i) == '0';
        }
        return !zero && isHex(text, from, to);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
