package io.howdah.observe;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the traceparent of W3C Trace Context, {@code 00-<trace>-<span>-<flags>}, all in hexadecimal digits. Validation
 * allocates nothing, because it runs for each record.
 */
public final class Traceparent {

    /** Name of the header in Kafka, HTTP and CloudEvents. */
    public static final String HEADER = "traceparent";

    private static final int TRACE = 3;
    private static final int TRACE_END = 35;
    private static final int SPAN = 36;
    private static final int SPAN_END = 52;
    private static final int FLAGS = 53;
    private static final int LENGTH = 55;

    private Traceparent() {}

    /** Returns the text if it is a valid traceparent, else null. */
    public static @Nullable String valid(@Nullable String text) {
        return text != null && isValid(text) ? text : null;
    }

    /** Returns whether a text is a valid traceparent of a recorded trace. */
    public static boolean isSampled(@Nullable String text) {
        return text != null && isValid(text) && (Character.digit(text.charAt(LENGTH - 1), 16) & 1) == 1;
    }

    /** Returns the context of a valid traceparent, as the parent of spans. */
    public static Context parent(String valid) {
        return Context.root().with(Span.wrap(remote(valid, isSampled(valid))));
    }

    /** Returns the span context of a valid traceparent, with its own sampled flag. */
    static SpanContext remote(String valid, boolean sampled) {
        return SpanContext.createFromRemoteParent(
                valid.substring(TRACE, TRACE_END),
                valid.substring(SPAN, SPAN_END),
                sampled ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
    }

    /** Returns the traceparent of a span. */
    public static String of(Span span) {
        SpanContext context = span.getSpanContext();
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                + context.getTraceFlags().asHex();
    }

    private static boolean isValid(String text) {
        return text.length() >= LENGTH
                && (text.length() == LENGTH || text.charAt(LENGTH) == '-')
                && !text.startsWith("ff")
                && isHex(text, 0, TRACE - 1)
                && text.charAt(TRACE - 1) == '-'
                && isNonZeroHex(text, TRACE, TRACE_END)
                && text.charAt(TRACE_END) == '-'
                && isNonZeroHex(text, SPAN, SPAN_END)
                && text.charAt(SPAN_END) == '-'
                && isHex(text, FLAGS, LENGTH);
    }

    private static boolean isNonZeroHex(String text, int from, int to) {
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
