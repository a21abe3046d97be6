package io.howdah.graphql;

import io.howdah.config.OperationSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs operations on threads that may wait for MongoDB, so that no event loop does. What takes too long, or whose client has
 * gone, is given up: nothing more is read for it, its thread is interrupted, and its reads end by its deadline. What finds no place
 * in the queue is refused at once.
 */
public final class OperationRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);

    /** So that the operation as a whole is answered with its time-out, and not one of its fields. */
    private static final Duration AFTERWARDS = Duration.ofMillis(250);

    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Duration timeout;
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor clock;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong saidRefused = new AtomicLong(System.nanoTime() - TimeUnit.SECONDS.toNanos(1));

    /** Makes it; threads begin when they are needed. */
    public OperationRunner(OperationSettings settings) {
        this.timeout = settings.timeout();
        this.workers = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(settings.queue()),
                named("howdah-graphql-"));
        workers.allowCoreThreadTimeOut(true);
        this.clock = new ScheduledThreadPoolExecutor(1, named("howdah-graphql-clock-"));
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Return how long an operation may take. */
    Duration timeout() {
        return timeout;
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Run what executes a request; the result is complete whatever happens to it. */
    CompletableFuture<Map<String, Object>> run(
            GraphQlRequest request, Function<Deadline, CompletableFuture<Map<String, Object>>> operation) {
        Run run = new Run(request, Deadline.in(timeout.plus(AFTERWARDS)));
        try {
            run.begin(operation);
        } catch (RejectedExecutionException e) {
            sayRefused(request);
            return CompletableFuture.completedFuture(Errors.response(
                    ErrorCode.OVERLOADED,
                    "The server has too much to do at the moment; try again later.",
                    request.caller().correlationId()));
        }
        return run.answer;
    }

    /** Once a second: an overload must not be made worse by its own log. */
    private void sayRefused(GraphQlRequest request) {
        long count = refused.incrementAndGet();
        long said = saidRefused.get();
        long now = System.nanoTime();
        if (now - said >= TimeUnit.SECONDS.toNanos(1) && saidRefused.compareAndSet(said, now)) {
            LOG.atWarn()
                    .addKeyValue("setting", "howdah.graphql.queue")
                    .addKeyValue("refusedSoFar", count)
                    .addKeyValue("correlationId", request.caller().correlationId())
                    .log("GraphQL operations are refused, as the queue is full");
        }
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
    }

    /** One operation on its way: who decides first, its end or its being given up, answers. */
    private final class Run {

        private final CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        private final AtomicBoolean decided = new AtomicBoolean();
        private final GraphQlRequest request;
        private final Deadline deadline;

        Run(GraphQlRequest request, Deadline deadline) {
            this.request = request;
            this.deadline = deadline;
        }

        void begin(Function<Deadline, CompletableFuture<Map<String, Object>>> operation) {
            Future<?> work = workers.submit(() -> execute(operation));
            Future<?> alarm = clock.schedule(
                    // The clock's one thread must not be kept by the steps that follow in the route.
                    () -> ForkJoinPool.commonPool().execute(() -> expire(work)),
                    timeout.toMillis(),
                    TimeUnit.MILLISECONDS);
            request.departure().then(() -> leave(work));
            var unused = answer.whenComplete((result, failure) -> alarm.cancel(false));
        }

        private void execute(Function<Deadline, CompletableFuture<Map<String, Object>>> operation) {
            try {
                var unused = operation.apply(deadline).whenComplete(this::end);
            } catch (RuntimeException | Error e) {
                end(null, e);
            }
        }

        private void end(@Nullable Map<String, Object> result, @Nullable Throwable failure) {
            if (!decided.compareAndSet(false, true)) {
                return;
            }
            if (result == null) {
                answer.completeExceptionally(failure == null ? new ExecutionException("no result", null) : failure);
            } else {
                answer.complete(result);
            }
        }

        private void expire(Future<?> work) {
            if (giveUp(work)) {
                String correlationId = request.caller().correlationId();
                LOG.atWarn()
                        .addKeyValue("setting", "howdah.graphql.timeout")
                        .addKeyValue("timeoutMs", timeout.toMillis())
                        .addKeyValue("correlationId", correlationId)
                        .log("A GraphQL operation took too long and was given up");
                answer.complete(Errors.response(ErrorCode.TIMEOUT, "The operation took too long.", correlationId));
            }
        }

        private void leave(Future<?> work) {
            if (giveUp(work)) {
                answer.complete(Errors.response(
                        ErrorCode.CANCELLED,
                        "The client has gone.",
                        request.caller().correlationId()));
            }
        }

        private boolean giveUp(Future<?> work) {
            if (!decided.compareAndSet(false, true)) {
                return false;
            }
            deadline.cancel();
            work.cancel(true);
            return true;
        }
    }
}
