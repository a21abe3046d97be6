package io.howdah.http;

import io.howdah.observe.TraceContext;
import io.opentelemetry.context.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous step of a route. It blocks no thread; the route continues on the thread that completes the result.
 *
 * @param <T> the type of the result
 */
public abstract class AsyncStep<T> extends AsyncProcessorSupport {

    /** Starts to create the result of an exchange. */
    protected abstract CompletableFuture<T> begin(Exchange exchange) throws Exception;

    /** Handles the result. */
    protected abstract void end(Exchange exchange, T result);

    @Override
    public final boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<T> begun;
        try {
            begun = begin(exchange);
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        boolean done = begun.isDone();
        var unused = begun.whenComplete((result, failure) -> {
            end(exchange, result, failure);
            goOn(exchange, callback, done);
        });
        return done;
    }

    /** Continues the route with the exchange's context, because the thread may be another one. */
    private static void goOn(Exchange exchange, AsyncCallback callback, boolean done) {
        try (Scope unused = TraceContext.of(exchange).makeCurrent()) {
            callback.done(done);
        }
    }

    private void end(Exchange exchange, T result, @Nullable Throwable failure) {
        if (failure == null) {
            end(exchange, result);
        } else {
            exchange.setException(
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure);
        }
    }
}
