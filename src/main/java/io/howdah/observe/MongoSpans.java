package io.howdah.observe;

import com.mongodb.MongoException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Creates a span for each MongoDB operation of a recorded trace, with its name and collection but no values. A listener of the driver
 * would see more, but makes the driver copy each command and each response, recorded or not.
 */
public final class MongoSpans {

    private MongoSpans() {}

    /** An operation of MongoDB. */
    public interface Operation<T extends @Nullable Object, E extends Exception> {
        /** Runs the operation and returns its result. */
        T run() throws E;
    }

    /**
     * Runs an operation in a span.
     *
     * @param parent the context that the operation belongs to
     * @param name the name of the operation, such as {@code find}
     * @param database the database, or null if unknown
     * @param collection the collection, or null if unknown
     * @return the result of the operation
     * @throws E if the operation throws it; the span's error type is then the server's code, or the name of the exception's class
     */
    public static <T extends @Nullable Object, E extends Exception> T of(
            Context parent,
            String name,
            @Nullable String database,
            @Nullable String collection,
            Operation<T, E> operation)
            throws E {
        Tracing tracing = Tracing.of(parent);
        if (tracing == null || !Span.fromContext(parent).isRecording()) {
            return operation.run();
        }
        Span span = start(tracing, parent, name, database, collection);
        try {
            return operation.run();
        } catch (Exception | Error e) {
            Tracing.fail(span, type(e));
            throw e;
        } finally {
            span.end();
        }
    }

    private static Span start(
            Tracing tracing, Context parent, String name, @Nullable String database, @Nullable String collection) {
        SpanBuilder span = tracing.span(collection == null ? name : name + " " + collection, SpanKind.CLIENT, parent)
                .setAttribute("db.system.name", "mongodb")
                .setAttribute("db.operation.name", name);
        if (database != null) {
            span.setAttribute("db.namespace", database);
        }
        if (collection != null) {
            span.setAttribute("db.collection.name", collection);
        }
        return span.startSpan();
    }

    /** Returns the error type. Camel wraps the exceptions of the driver. */
    private static String type(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof MongoException exception) {
                return exception.getCode() > 0
                        ? Integer.toString(exception.getCode())
                        : exception.getClass().getName();
            }
        }
        return failure.getClass().getName();
    }
}
