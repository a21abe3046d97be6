package io.howdah.query;

import io.howdah.config.OperationSettings;
import io.howdah.query.GivenUpException.Reason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
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
public final class OperationRunner implements MeterBinder, AutoCloseable {

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
                named("howdah-operation-"));
        workers.allowCoreThreadTimeOut(true);
        this.clock = new ScheduledThreadPoolExecutor(1, named("howdah-operation-clock-"));
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Tells how many operations run and wait, and how many found no place. */
    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("howdah.operations.running", workers, ThreadPoolExecutor::getActiveCount)
                .description("Operations of GraphQL and REST that have a thread, of howdah.graphql.threads")
                .register(registry);
        Gauge.builder(
                        "howdah.operations.waiting",
                        workers,
                        pool -> pool.getQueue().size())
                .description("Operations that wait for a thread, of howdah.graphql.queue at most")
                .register(registry);
        FunctionCounter.builder("howdah.operations.refused", refused, AtomicLong::get)
                .description("Operations that found no place in the queue")
                .register(registry);
    }

    /** Return how long an operation may take. */
    public Duration timeout() {
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

    /**
     * Run an operation.
     *
     * @param correlationId tells its request from all others, in the log
     * @param departure tells when nobody waits for it any more
     * @param operation what it does, until a deadline
     * @return its result, complete whatever happens to it; it fails with a {@link GivenUpException} if it was not carried through
     */
    public <T> CompletableFuture<T> run(
            String correlationId, Departure departure, Function<Deadline, CompletableFuture<T>> operation) {
        Run<T> run = new Run<>(correlationId, Deadline.in(timeout.plus(AFTERWARDS)));
        try {
            run.begin(departure, operation);
        } catch (RejectedExecutionException e) {
            sayRefused(correlationId);
            return CompletableFuture.failedFuture(new GivenUpException(Reason.OVERLOADED));
        }
        return run.answer;
    }

    /** Once a second: an overload must not be made worse by its own log. */
    private void sayRefused(String correlationId) {
        long count = refused.incrementAndGet();
        long said = saidRefused.get();
        long now = System.nanoTime();
        if (now - said >= TimeUnit.SECONDS.toNanos(1) && saidRefused.compareAndSet(said, now)) {
            LOG.atWarn()
                    .addKeyValue("setting", "howdah.graphql.queue")
                    .addKeyValue("refusedSoFar", count)
                    .addKeyValue("correlationId", correlationId)
                    .log("Operations are refused, as the queue is full");
        }
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
    }

    /** One operation on its way: who decides first, its end or its being given up, answers. */
    private final class Run<T> {

        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private final AtomicBoolean decided = new AtomicBoolean();
        private final String correlationId;
        private final Deadline deadline;

        Run(String correlationId, Deadline deadline) {
            this.correlationId = correlationId;
            this.deadline = deadline;
        }

        void begin(Departure departure, Function<Deadline, CompletableFuture<T>> operation) {
            Future<?> work = workers.submit(() -> execute(operation));
            Future<?> alarm = clock.schedule(
                    // The clock's one thread must not be kept by the steps that follow in the route.
                    () -> ForkJoinPool.commonPool().execute(() -> expire(work)),
                    timeout.toMillis(),
                    TimeUnit.MILLISECONDS);
            departure.then(() -> leave(work));
            var unused = answer.whenComplete((result, failure) -> alarm.cancel(false));
        }

        private void execute(Function<Deadline, CompletableFuture<T>> operation) {
            try {
                var unused = operation.apply(deadline).whenComplete(this::end);
            } catch (RuntimeException | Error e) {
                end(null, e);
            }
        }

        private void end(@Nullable T result, @Nullable Throwable failure) {
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
                LOG.atWarn()
                        .addKeyValue("setting", "howdah.graphql.timeout")
                        .addKeyValue("timeoutMs", timeout.toMillis())
                        .addKeyValue("correlationId", correlationId)
                        .log("An operation took too long and was given up");
                answer.completeExceptionally(new GivenUpException(Reason.LATE));
            }
        }

        private void leave(Future<?> work) {
            if (giveUp(work)) {
                answer.completeExceptionally(new GivenUpException(Reason.GONE));
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
