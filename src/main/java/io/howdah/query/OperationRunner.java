package io.howdah.query;

import io.howdah.config.OperationSettings;
import io.howdah.query.AbandonedException.Reason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
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
 * Runs operations on threads that may block on MongoDB, so that no event loop does. Thread-safe.
 *
 * <p>Clients take turns, and one client's operations use only some of the threads, so they don't delay other clients.
 * An operation that waits too long for a thread is refused. If an operation takes too long or its client disconnects,
 * it is abandoned: it starts no more reads, its thread is interrupted, and running reads end by its deadline.
 */
public final class OperationRunner implements MeterBinder, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);

    /** Extra time for reads, so that a timeout fails the operation as a whole and not one of its fields. */
    private static final Duration READ_GRACE = Duration.ofMillis(250);

    private static final Duration IDLE_THREAD_TIMEOUT = Duration.ofMinutes(1);

    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final OperationSettings settings;
    private final ProcessorTimes processorTimes;
    private final FairQueue queue;
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor timers;
    private final Map<Reason, AtomicLong> refused =
            Map.of(Reason.OVERLOADED, new AtomicLong(), Reason.SHARE, new AtomicLong());
    private final AtomicLong refusalLoggedAt = new AtomicLong(System.nanoTime() - LOG_INTERVAL_NANOS);

    /**
     * Creates a runner. It starts threads on demand.
     *
     * @param processorTimes is charged for the operations; clients who use too much wait
     */
    public OperationRunner(OperationSettings settings, ProcessorTimes processorTimes) {
        this.settings = settings;
        this.processorTimes = processorTimes;
        this.queue = new FairQueue(settings.threads(), settings.maxRunningPerSubject(), processorTimes);
        // Operations wait in the fair queue. This one only has work that has a thread or gets the one that becomes free
        // now.
        this.workers = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                IDLE_THREAD_TIMEOUT.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                threadFactory("howdah-operation-"));
        workers.allowCoreThreadTimeOut(true);
        this.timers = new ScheduledThreadPoolExecutor(1, threadFactory("howdah-operation-clock-"));
        timers.setRemoveOnCancelPolicy(true);
    }

    /** Registers the metrics of running, waiting and refused operations. */
    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("howdah.operations.running", queue, FairQueue::running)
                .description("GraphQL and REST operations that have a thread, at most howdah.graphql.threads")
                .register(registry);
        Gauge.builder("howdah.operations.waiting", queue, FairQueue::waiting)
                .description("Operations that wait for a thread, at most howdah.graphql.queue")
                .register(registry);
        refused.forEach((reason, count) -> FunctionCounter.builder("howdah.operations.refused", count, AtomicLong::get)
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .description("Operations refused because no thread was free in time")
                .register(registry));
    }

    /** Returns the maximum duration of an operation. */
    public Duration timeout() {
        return settings.timeout();
    }

    private static ThreadFactory threadFactory(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Runs an operation.
     *
     * @param client identifies the client, for fair sharing of the threads
     * @param correlationId identifies the request in the log
     * @param disconnect signals that the client no longer waits for the result
     * @param operation the work, with its deadline
     * @return the result; it always completes, with an {@link AbandonedException} if the operation was refused or
     *     abandoned
     */
    public <T> CompletableFuture<T> run(
            String client,
            String correlationId,
            Disconnect disconnect,
            Function<Deadline, CompletableFuture<T>> operation) {
        Run<T> run = new Run<>(client, correlationId, operation);
        if (queue.waiting(client) >= settings.maxWaitingPerSubject()) {
            run.refuse(Reason.SHARE);
        } else if (queue.waiting() >= settings.queue()) {
            run.refuse(Reason.OVERLOADED);
        } else {
            run.enqueue(disconnect);
        }
        return run.result;
    }

    /** Counts a refusal and logs at most one per second, so that the log doesn't add to an overload. */
    private void countRefused(Reason reason, String correlationId) {
        long count = refused.getOrDefault(reason, new AtomicLong()).incrementAndGet();
        long loggedAt = refusalLoggedAt.get();
        long now = System.nanoTime();
        if (now - loggedAt >= LOG_INTERVAL_NANOS && refusalLoggedAt.compareAndSet(loggedAt, now)) {
            LOG.atWarn()
                    .addKeyValue(
                            "setting",
                            reason == Reason.SHARE
                                    ? "howdah.graphql.max-running-per-subject"
                                    : "howdah.graphql.threads")
                    .addKeyValue("refusedSoFar", count)
                    .addKeyValue("correlationId", correlationId)
                    .log("Refused operations because no thread was free");
        }
    }

    /** Interrupts running operations and stops the threads. */
    @Override
    public void close() {
        timers.shutdownNow();
        workers.shutdownNow();
    }

    /** One operation. Whichever comes first, its end, a refusal or its abandonment, completes the result. */
    private final class Run<T> {

        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final AtomicBoolean decided = new AtomicBoolean();
        private final Deadline deadline = Deadline.in(settings.timeout().plus(READ_GRACE));
        private final String client;
        private final String correlationId;
        private final FutureTask<Boolean> work;
        private final Runnable startAction = this::start;

        Run(String client, String correlationId, Function<Deadline, CompletableFuture<T>> operation) {
            this.client = client;
            this.correlationId = correlationId;
            this.work = new FutureTask<>(() -> execute(operation), true);
        }

        void enqueue(Disconnect disconnect) {
            Future<?> maxWaitTimer = schedule(this::refuseWaiting, settings.maxWait());
            Future<?> timeoutTimer = schedule(this::timeOut, settings.timeout());
            var unused = result.whenComplete((value, failure) -> {
                maxWaitTimer.cancel(false);
                timeoutTimer.cancel(false);
            });
            queue.add(client, startAction);
            disconnect.whenSignalled(this::clientDisconnected);
        }

        private Future<?> schedule(Runnable action, Duration delay) {
            // The next steps of the route run on this thread, and must not block the only timer thread.
            return timers.schedule(
                    () -> ForkJoinPool.commonPool().execute(action), delay.toMillis(), TimeUnit.MILLISECONDS);
        }

        /**
         * Starts the operation when its turn comes. It counts against its client until the thread is free and the
         * client has the result.
         */
        private void start() {
            CompletableFuture<Void> threadEnded = new CompletableFuture<>();
            try {
                workers.execute(() -> {
                    processorTimes.charge(client, work);
                    queue.release();
                    threadEnded.complete(null);
                });
            } catch (RejectedExecutionException e) {
                // The process is shutting down.
                queue.release();
                threadEnded.complete(null);
                refuse(Reason.OVERLOADED);
            }
            var unused = threadEnded.thenCombine(result.handle((value, failure) -> true), (thread, answered) -> {
                queue.end(client);
                return answered;
            });
        }

        private void execute(Function<Deadline, CompletableFuture<T>> operation) {
            try {
                var unused = operation.apply(deadline).whenComplete(this::complete);
            } catch (RuntimeException | Error e) {
                complete(null, e);
            }
        }

        private void complete(@Nullable T value, @Nullable Throwable failure) {
            if (!decided.compareAndSet(false, true)) {
                return;
            }
            if (value == null) {
                result.completeExceptionally(failure == null ? new ExecutionException("no result", null) : failure);
            } else {
                result.complete(value);
            }
        }

        void refuse(Reason reason) {
            if (decided.compareAndSet(false, true)) {
                countRefused(reason, correlationId);
                result.completeExceptionally(new AbandonedException(reason));
            }
        }

        private void refuseWaiting() {
            Reason reason = queue.isAtLimit(client) ? Reason.SHARE : Reason.OVERLOADED;
            if (queue.remove(client, startAction)) {
                refuse(reason);
            }
        }

        private void timeOut() {
            if (abandon()) {
                LOG.atWarn()
                        .addKeyValue("setting", "howdah.graphql.timeout")
                        .addKeyValue("timeoutMs", settings.timeout().toMillis())
                        .addKeyValue("correlationId", correlationId)
                        .log("Abandoned an operation that exceeded its timeout");
                result.completeExceptionally(new AbandonedException(Reason.TIMEOUT));
            }
        }

        private void clientDisconnected() {
            if (abandon()) {
                result.completeExceptionally(new AbandonedException(Reason.CLIENT_DISCONNECTED));
            }
        }

        private boolean abandon() {
            if (!decided.compareAndSet(false, true)) {
                return false;
            }
            queue.remove(client, startAction);
            deadline.cancel();
            work.cancel(true);
            return true;
        }
    }
}
