package io.howdah.observe;

import com.mongodb.MongoException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of each thing that is asked of MongoDB for what is recorded: what, of which collection, and never a value of it. A
 * listener of the driver would see more, but has the driver copy each command and each answer, recorded or not.
 */
public final class MongoSpans {

    private MongoSpans() {}

    /** What is asked. */
    public interface Asked<T extends @Nullable Object, E extends Exception> {
        /** Return the answer. */
        T answer() throws E;
    }

    /**
     * Return the answer to what is asked for a span.
     *
     * @param parent the context of what it is asked for
     * @param operation what is asked, such as {@code find}
     * @param collection of which collection, or null where that is not known
     * @throws E as {@code asked} throws it; the span then has failed by the server's code, or the name of the exception's class
     */
    public static <T extends @Nullable Object, E extends Exception> T of(
            Context parent, String operation, @Nullable String database, @Nullable String collection, Asked<T, E> asked)
            throws E {
        Tracing tracing = Tracing.of(parent);
        if (tracing == null || !Span.fromContext(parent).isRecording()) {
            return asked.answer();
        }
        Span span = begin(tracing, parent, operation, database, collection);
        try {
            return asked.answer();
        } catch (Exception | Error e) {
            Tracing.fail(span, type(e));
            throw e;
        } finally {
            span.end();
        }
    }

    private static Span begin(
            Tracing tracing, Context parent, String operation, @Nullable String database, @Nullable String collection) {
        SpanBuilder span = tracing.span(
                        collection == null ? operation : operation + " " + collection, SpanKind.CLIENT, parent)
                .setAttribute("db.system.name", "mongodb")
                .setAttribute("db.operation.name", operation);
        if (database != null) {
            span.setAttribute("db.namespace", database);
        }
        if (collection != null) {
            span.setAttribute("db.collection.name", collection);
        }
        return span.startSpan();
    }

    /** Camel wraps what the driver throws. */
    private static String type(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof MongoException told) {
                return told.getCode() > 0
                        ? Integer.toString(told.getCode())
                        : told.getClass().getName();
            }
        }
        return failure.getClass().getName();
    }
}
