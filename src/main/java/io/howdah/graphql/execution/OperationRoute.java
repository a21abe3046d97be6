package io.howdah.graphql.execution;

import io.howdah.graphql.GraphQlRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * Sends operations of WebSockets and event streams through the route {@code direct:graphql}. So its steps see every
 * operation and every result, as with HTTP. Thread-safe.
 */
public final class OperationRoute {

    private static final String URI = "direct:graphql";
    private static final String EXECUTE = "graphqlExecute";

    private final CamelContext context;
    private final Executor workers;
    private @Nullable AsyncProducer producer;

    /** Complete, except while the route is being replaced. */
    private volatile CompletableFuture<Void> available = CompletableFuture.completedFuture(null);

    /** Creates the sender. {@code workers} run steps that may block. */
    public OperationRoute(CamelContext context, Executor workers) {
        this.context = context;
        this.workers = workers;
    }

    private synchronized AsyncProducer producer() {
        AsyncProducer created = producer;
        if (created == null) {
            try {
                created = context.getEndpoint(URI + "?block=false").createAsyncProducer();
            } catch (Exception e) {
                throw RuntimeCamelException.wrapRuntimeCamelException(e);
            }
            ServiceHelper.startService(created);
            producer = created;
        }
        return created;
    }

    /**
     * Returns whether execution is the route's only step. Results then depend on nothing else, and sending never
     * blocks.
     */
    public boolean isPlain() {
        List<RouteDefinition> routes = ((ModelCamelContext) context)
                .getRouteDefinitions().stream()
                        .filter(OperationRoute::isOperationRoute)
                        .toList();
        // A route that is being replaced may get more steps.
        return available.isDone() && !routes.isEmpty() && routes.stream().allMatch(OperationRoute::isPlain);
    }

    /** Holds new operations back while the route may be replaced. */
    public void hold() {
        available = new CompletableFuture<>();
    }

    /** Releases the operations held back. */
    public void release() {
        available.complete(null);
    }

    private static boolean isPlain(RouteDefinition route) {
        return route.getOutputs().size() == 1
                && route.getOutputs().get(0) instanceof ProcessDefinition step
                && EXECUTE.equals(step.getRef());
    }

    private static boolean isOperationRoute(RouteDefinition route) {
        return route.getInput() != null && URI.equals(route.getInput().getEndpointUri());
    }

    /**
     * Sends a request through the route.
     *
     * @return the body after the last step; it completes on the thread that ran that step
     */
    public CompletableFuture<Object> run(GraphQlRequest request) {
        CompletableFuture<Void> pending = available;
        if (!pending.isDone()) {
            return pending.thenCompose(ignored -> run(request));
        }
        CompletableFuture<Object> result = new CompletableFuture<>();
        if (isPlain() || request.live().result().isPresent()) {
            // Later results arrive on a thread that may block.
            send(request, result);
            return result;
        }
        try {
            workers.execute(() -> {
                if (!request.disconnect().isSignalled()) {
                    send(request, result);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    private void send(GraphQlRequest request, CompletableFuture<Object> result) {
        try {
            AsyncProducer target = producer();
            Exchange exchange = target.getEndpoint().createExchange(ExchangePattern.InOut);
            exchange.getMessage().setBody(request);
            target.process(exchange, doneSync -> complete(exchange, result));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private static void complete(Exchange exchange, CompletableFuture<Object> result) {
        if (exchange.getException() == null) {
            result.complete(exchange.getMessage().getBody());
        } else {
            result.completeExceptionally(exchange.getException());
        }
    }
}
