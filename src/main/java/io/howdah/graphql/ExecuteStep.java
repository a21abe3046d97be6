package io.howdah.graphql;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/** The step {@code graphqlExecute}: a {@link GraphQlRequest} becomes its result, and no thread is kept meanwhile. */
public final class ExecuteStep extends AsyncProcessorSupport {

    private final GraphQlEngine engine;

    /** Makes the step of an engine. */
    public ExecuteStep(GraphQlEngine engine) {
        this.engine = engine;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<Map<String, Object>> execution;
        try {
            execution = engine.execute(exchange.getMessage().getMandatoryBody(GraphQlRequest.class));
        } catch (InvalidPayloadException | RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        boolean done = execution.isDone();
        var unused = execution.whenComplete((result, failure) -> {
            end(exchange, result, failure);
            callback.done(done);
        });
        return done;
    }

    private static void end(Exchange exchange, @Nullable Map<String, Object> result, @Nullable Throwable failure) {
        if (failure == null) {
            exchange.getMessage().setBody(result);
        } else {
            exchange.setException(
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure);
        }
    }
}
