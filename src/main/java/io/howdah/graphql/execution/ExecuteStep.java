package io.howdah.graphql.execution;

import io.howdah.graphql.GraphQlRequest;
import io.howdah.http.AsyncStep;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;

/**
 * Camel step {@code graphqlExecute}: replaces a {@link GraphQlRequest} in the body by its result. It blocks no thread.
 */
public final class ExecuteStep extends AsyncStep<Map<String, Object>> {

    private final GraphQlEngine engine;

    /** Creates the step of an engine. */
    public ExecuteStep(GraphQlEngine engine) {
        this.engine = engine;
    }

    @Override
    protected CompletableFuture<Map<String, Object>> begin(Exchange exchange) throws InvalidPayloadException {
        return engine.execute(exchange.getMessage().getMandatoryBody(GraphQlRequest.class));
    }

    @Override
    protected void end(Exchange exchange, Map<String, Object> result) {
        exchange.getMessage().setBody(result);
    }
}
