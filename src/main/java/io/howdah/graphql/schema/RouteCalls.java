package io.howdah.graphql.schema;

import io.howdah.config.OperationSettings;
import io.howdah.graphql.FieldFailedException;
import io.howdah.graphql.GraphQlRefusal;
import io.howdah.graphql.UserInputException;
import io.howdah.model.RouteField;
import io.howdah.query.FairQueue;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.ObjectHelper;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Calls the routes of hand-written fields on threads of their own, because a route may block. So callers never block,
 * and timeouts are kept. An asynchronous route releases its thread while it waits. Clients take turns, and one client's
 * calls use only a share of the threads. Thread-safe.
 */
public final class RouteCalls {

    /** Maximum number of blocked routes. Threads start on demand. */
    private static final int THREADS = 64;

    /** Maximum number of calls that wait for a thread, each up to its timeout. */
    private static final int MAX_WAITING = 1000;

    private static final long IDLE_SECONDS = 60;

    private final FairQueue queue;

    private final CamelContext context;
    private final Map<String, AsyncProducer> producers = new ConcurrentHashMap<>();
    private @Nullable ExecutorService threads;

    /**
     * Creates calls of a context's routes.
     *
     * @param context the context; it need not be started or have the routes yet
     * @param settings determine a client's share of the threads, as for operations
     */
    public RouteCalls(CamelContext context, OperationSettings settings) {
        this.context = context;
        long sharePerClient = (long) THREADS * settings.maxRunningPerSubject() / settings.threads();
        this.queue = new FairQueue(THREADS, (int) Math.max(1, Math.min(THREADS, sharePerClient)));
    }

    /** Returns the threads. Camel creates thread pools after its context has been built, and stops them with it. */
    private synchronized ExecutorService threads() {
        ExecutorService created = threads;
        if (created == null) {
            created = context.getExecutorServiceManager()
                    .newThreadPool(
                            this,
                            "graphql-routes",
                            new ThreadPoolProfileBuilder("graphql-routes")
                                    .poolSize(THREADS)
                                    .maxPoolSize(THREADS)
                                    // Calls wait in the fair queue. This one only has calls that have a thread or get
                                    // the one that becomes free now.
                                    .maxQueueSize(THREADS)
                                    .keepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS)
                                    .allowCoreThreadTimeOut(true)
                                    .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                                    .build());
            threads = created;
        }
        return created;
    }

    private AsyncProducer producer(RouteField field) {
        return producers.computeIfAbsent(field.uri(), this::newProducer);
    }

    private AsyncProducer newProducer(String uri) {
        try {
            // A call of a stopped route fails instead of waiting for its start.
            AsyncProducer producer = context.getEndpoint(uri + "?block=false").createAsyncProducer();
            ServiceHelper.startService(producer);
            return producer;
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    /**
     * Calls a field's route.
     *
     * @param client identifies the client, for fair sharing of the threads
     * @param timeout maximum duration of the call
     * @param fill sets the body and headers of the exchange
     * @return the message at the end of the route; fails with the route's refusal or with a {@link
     *     FieldFailedException}
     */
    CompletableFuture<Message> call(RouteField field, String client, Duration timeout, Filling fill) {
        CompletableFuture<Message> result = new CompletableFuture<>();
        if (queue.waiting() >= MAX_WAITING) {
            return CompletableFuture.failedFuture(
                    FieldFailedException.unavailable(field, new IllegalStateException("Too many calls are waiting.")));
        }
        Runnable startAction = () -> start(field, client, fill, result);
        var unused = result.whenComplete((message, failure) -> queue.remove(client, startAction));
        queue.add(client, startAction);
        return result.orTimeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    throw failure instanceof TimeoutException
                            ? FieldFailedException.timeout(field, timeout)
                            : new CompletionException(failure);
                });
    }

    private void start(RouteField field, String client, Filling fill, CompletableFuture<Message> result) {
        try {
            threads().execute(() -> {
                try {
                    send(field, fill, result);
                } finally {
                    queue.done(client);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(FieldFailedException.unavailable(field, e));
            queue.done(client);
        }
    }

    private void send(RouteField field, Filling fill, CompletableFuture<Message> result) {
        if (result.isDone()) {
            // The call timed out while it waited for a thread.
            return;
        }
        try {
            AsyncProducer producer = producer(field);
            Exchange exchange = producer.getEndpoint().createExchange(ExchangePattern.InOut);
            fill.into(exchange);
            producer.process(exchange, doneSync -> complete(field, exchange, result));
        } catch (RuntimeException e) {
            result.completeExceptionally(FieldFailedException.internal(field, e));
        }
    }

    private static void complete(RouteField field, Exchange exchange, CompletableFuture<Message> result) {
        if (exchange.getException() == null) {
            result.complete(exchange.getMessage());
        } else {
            result.completeExceptionally(toClientError(field, exchange.getException()));
        }
    }

    private static Throwable toClientError(RouteField field, Throwable cause) {
        GraphQlRefusal refusal = ObjectHelper.getException(GraphQlRefusal.class, cause);
        if (refusal != null) {
            return refusal;
        }
        UserInputException input = ObjectHelper.getException(UserInputException.class, cause);
        if (input != null) {
            return input;
        }
        DirectConsumerNotAvailableException unavailable =
                ObjectHelper.getException(DirectConsumerNotAvailableException.class, cause);
        return unavailable == null
                ? FieldFailedException.internal(field, cause)
                : FieldFailedException.unavailable(field, unavailable);
    }

    /** Sets the body and headers of an exchange. */
    @FunctionalInterface
    interface Filling {

        void into(Exchange exchange);
    }
}
