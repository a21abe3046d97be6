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
 * The route {@code direct:graphql}, for operations that no {@code platform-http:} route brings: whatever steps it has, they see
 * each operation and each result.
 */
public final class OperationRoute {

    private static final String URI = "direct:graphql";
    private static final String EXECUTE = "graphqlExecute";

    private final CamelContext context;
    private final Executor workers;
    private @Nullable AsyncProducer producer;

    /** Done but for the moments in which the route is replaced. */
    private volatile CompletableFuture<Void> there = CompletableFuture.completedFuture(null);

    /** Makes it; {@code workers} run steps that may wait. */
    public OperationRoute(CamelContext context, Executor workers) {
        this.context = context;
        this.workers = workers;
    }

    private synchronized AsyncProducer producer() {
        AsyncProducer made = producer;
        if (made == null) {
            try {
                made = context.getEndpoint(URI + "?block=false").createAsyncProducer();
            } catch (Exception e) {
                throw RuntimeCamelException.wrapRuntimeCamelException(e);
            }
            ServiceHelper.startService(made);
            producer = made;
        }
        return made;
    }

    /** Returns whether the route has no step but the execution itself: then a result depends on nothing else, and waits for nothing. */
    public boolean isPlain() {
        List<RouteDefinition> routes = ((ModelCamelContext) context)
                .getRouteDefinitions().stream()
                        .filter(OperationRoute::isOperations)
                        .toList();
        // One that is being replaced may get steps.
        return there.isDone() && !routes.isEmpty() && routes.stream().allMatch(OperationRoute::isPlain);
    }

    /** Lets what comes wait, since the route may be replaced. */
    public void hold() {
        there = new CompletableFuture<>();
    }

    /** Lets what waits go on. */
    public void release() {
        there.complete(null);
    }

    private static boolean isPlain(RouteDefinition route) {
        return route.getOutputs().size() == 1
                && route.getOutputs().get(0) instanceof ProcessDefinition step
                && EXECUTE.equals(step.getRef());
    }

    private static boolean isOperations(RouteDefinition route) {
        return route.getInput() != null && URI.equals(route.getInput().getEndpointUri());
    }

    /**
     * Sends a request through the route.
     *
     * @return completes with the body behind its last step, on whichever thread has come there
     */
    public CompletableFuture<Object> run(GraphQlRequest request) {
        CompletableFuture<Void> held = there;
        if (!held.isDone()) {
            return held.thenCompose(now -> run(request));
        }
        CompletableFuture<Object> answer = new CompletableFuture<>();
        if (isPlain() || request.live().told().isPresent()) {
            // Later results come on a thread that may wait.
            send(request, answer);
            return answer;
        }
        try {
            workers.execute(() -> {
                if (!request.departure().isSignalled()) {
                    send(request, answer);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void send(GraphQlRequest request, CompletableFuture<Object> answer) {
        try {
            AsyncProducer to = producer();
            Exchange exchange = to.getEndpoint().createExchange(ExchangePattern.InOut);
            exchange.getMessage().setBody(request);
            to.process(exchange, doneSync -> end(exchange, answer));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private static void end(Exchange exchange, CompletableFuture<Object> answer) {
        if (exchange.getException() == null) {
            answer.complete(exchange.getMessage().getBody());
        } else {
            answer.completeExceptionally(exchange.getException());
        }
    }
}
