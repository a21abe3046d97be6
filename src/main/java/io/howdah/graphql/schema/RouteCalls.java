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
 * Asks the routes of hand-written fields. Each call is handed to a thread of a pool of its own, since a route may block: whoever
 * asks is not held up, and the time-out is kept. A route that is asynchronous gives its thread back while it waits. Clients take turns,
 * and one client's calls take a share of the threads only.
 */
public final class RouteCalls {

    /** How many routes may block at once; a thread is made when it is needed. */
    private static final int THREADS = 64;

    /** How many calls may wait for a thread, each no longer than its time-out. */
    private static final int WAITING = 1000;

    private static final long IDLE_SECONDS = 60;

    private final FairQueue queue;

    private final CamelContext context;
    private final Map<String, AsyncProducer> producers = new ConcurrentHashMap<>();
    private @Nullable ExecutorService threads;

    /**
     * Creates the calls of a context's routes.
     *
     * @param context need not be started, nor have these routes yet
     * @param settings a client has the same share of these threads as of those of operations
     */
    public RouteCalls(CamelContext context, OperationSettings settings) {
        this.context = context;
        long share = (long) THREADS * settings.maxRunningPerSubject() / settings.threads();
        this.queue = new FairQueue(THREADS, (int) Math.max(1, Math.min(THREADS, share)));
    }

    /** Camel makes thread pools once its context is built, and ends them with it. */
    private synchronized ExecutorService threads() {
        ExecutorService known = threads;
        if (known == null) {
            known = context.getExecutorServiceManager()
                    .newThreadPool(
                            this,
                            "graphql-routes",
                            new ThreadPoolProfileBuilder("graphql-routes")
                                    .poolSize(THREADS)
                                    .maxPoolSize(THREADS)
                                    // What waits is in the other queue: here is what has a thread, or gets the one
                                    // that ends now.
                                    .maxQueueSize(THREADS)
                                    .keepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS)
                                    .allowCoreThreadTimeOut(true)
                                    .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                                    .build());
            threads = known;
        }
        return known;
    }

    private AsyncProducer producer(RouteField field) {
        return producers.computeIfAbsent(field.uri(), this::newProducer);
    }

    private AsyncProducer newProducer(String uri) {
        try {
            // A call of a stopped route fails, and does not wait for it to start.
            AsyncProducer producer = context.getEndpoint(uri + "?block=false").createAsyncProducer();
            ServiceHelper.startService(producer);
            return producer;
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    /**
     * Ask a field's route.
     *
     * @param client tells its client from others, who share the threads
     * @param timeout how long it may take
     * @param fill puts into the exchange what the route gets
     * @return the message when the route has ended; or else what the route threw to refuse, or a {@link FieldFailedException}
     */
    CompletableFuture<Message> ask(RouteField field, String client, Duration timeout, Filling fill) {
        CompletableFuture<Message> answer = new CompletableFuture<>();
        if (queue.waiting() >= WAITING) {
            return CompletableFuture.failedFuture(
                    FieldFailedException.unavailable(field, new IllegalStateException("too many calls wait")));
        }
        Runnable turn = () -> start(field, client, fill, answer);
        var unused = answer.whenComplete((message, failure) -> queue.remove(client, turn));
        queue.add(client, turn);
        return answer.orTimeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    throw failure instanceof TimeoutException
                            ? FieldFailedException.timeout(field, timeout)
                            : new CompletionException(failure);
                });
    }

    private void start(RouteField field, String client, Filling fill, CompletableFuture<Message> answer) {
        try {
            threads().execute(() -> {
                try {
                    send(field, fill, answer);
                } finally {
                    queue.done(client);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(FieldFailedException.unavailable(field, e));
            queue.done(client);
        }
    }

    private void send(RouteField field, Filling fill, CompletableFuture<Message> answer) {
        if (answer.isDone()) {
            // It waited for a thread so long that its client was told so.
            return;
        }
        try {
            AsyncProducer producer = producer(field);
            Exchange exchange = producer.getEndpoint().createExchange(ExchangePattern.InOut);
            fill.into(exchange);
            producer.process(exchange, doneSync -> end(field, exchange, answer));
        } catch (RuntimeException e) {
            answer.completeExceptionally(FieldFailedException.internal(field, e));
        }
    }

    private static void end(RouteField field, Exchange exchange, CompletableFuture<Message> answer) {
        if (exchange.getException() == null) {
            answer.complete(exchange.getMessage());
        } else {
            answer.completeExceptionally(failed(field, exchange.getException()));
        }
    }

    private static Throwable failed(RouteField field, Throwable cause) {
        GraphQlRefusal refusal = ObjectHelper.getException(GraphQlRefusal.class, cause);
        if (refusal != null) {
            return refusal;
        }
        UserInputException input = ObjectHelper.getException(UserInputException.class, cause);
        if (input != null) {
            return input;
        }
        DirectConsumerNotAvailableException absent =
                ObjectHelper.getException(DirectConsumerNotAvailableException.class, cause);
        return absent == null
                ? FieldFailedException.internal(field, cause)
                : FieldFailedException.unavailable(field, absent);
    }

    /** Puts into an exchange what a route gets. */
    @FunctionalInterface
    interface Filling {

        void into(Exchange exchange);
    }
}
