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
 * Runs operations on threads that may wait for MongoDB, so that no event loop does. Clients take turns, and one client's operations
 * take a few of the threads only, so they don't delay those of others. An operation that waits too long for its turn is refused. What
 * takes too long, or whose client has gone, is given up: nothing more is read for it, its thread is interrupted, and its reads end by
 * its deadline.
 */
public final class OperationRunner implements MeterBinder, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);

    /** So that the operation as a whole is answered with its time-out, and not one of its fields. */
    private static final Duration AFTERWARDS = Duration.ofMillis(250);

    private static final Duration IDLE = Duration.ofMinutes(1);

    /** A client is heavy while its operations use more than this share of all processors. */
    private static final double HEAVY_SHARE = 0.25;

    private static final int HEAVY_DIVISOR = 4;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final OperationSettings settings;
    private final int processors;
    private final ProcessorTimes processorTimes = new ProcessorTimes(System::nanoTime);
    private final FairQueue queue;
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor clock;
    private final Map<Reason, AtomicLong> refused =
            Map.of(Reason.OVERLOADED, new AtomicLong(), Reason.SHARE, new AtomicLong());
    private final AtomicLong saidRefused = new AtomicLong(System.nanoTime() - SECOND);

    /** Makes it; threads begin when they are needed. */
    public OperationRunner(OperationSettings settings) {
        this(settings, Runtime.getRuntime().availableProcessors());
    }

    OperationRunner(OperationSettings settings, int processors) {
        this.settings = settings;
        this.processors = processors;
        this.queue = new FairQueue(settings.threads(), this::maxRunning);
        // What waits is in the other queue: here is what has a thread, or gets the one that ends now.
        this.workers = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                named("howdah-operation-"));
        workers.allowCoreThreadTimeOut(true);
        this.clock = new ScheduledThreadPoolExecutor(1, named("howdah-operation-clock-"));
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Tells how many operations run and wait, and how many were refused. */
    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("howdah.operations.running", queue, FairQueue::running)
                .description("Operations of GraphQL and REST that have a thread, of howdah.graphql.threads")
                .register(registry);
        Gauge.builder("howdah.operations.waiting", queue, FairQueue::waiting)
                .description("Operations that wait for a thread, of howdah.graphql.queue at most")
                .register(registry);
        refused.forEach((reason, count) -> FunctionCounter.builder("howdah.operations.refused", count, AtomicLong::get)
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .description("Operations that got no thread in time")
                .register(registry));
    }

    /** Returns how long an operation may take. */
    public Duration timeout() {
        return settings.timeout();
    }

    /** Threads help with waiting, not with computing: a client that computes much runs little at once, or others wait for the processor. */
    private int maxRunning(String client) {
        return processorTimes.processors(client) > HEAVY_SHARE * processors
                ? Math.max(1, settings.maxRunningPerSubject() / HEAVY_DIVISOR)
                : settings.maxRunningPerSubject();
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
     * @param client tells its client from others, who share the threads
     * @param correlationId tells its request from all others, in the log
     * @param departure tells when nobody waits for it any more
     * @param operation what it does, until a deadline
     * @return its result, complete whatever happens to it; it fails with a {@link AbandonedException} if it was not carried through
     */
    public <T> CompletableFuture<T> run(
            String client,
            String correlationId,
            Disconnect departure,
            Function<Deadline, CompletableFuture<T>> operation) {
        Run<T> run = new Run<>(client, correlationId, operation);
        if (queue.waiting(client) >= settings.maxWaitingPerSubject()) {
            run.refuse(Reason.SHARE);
        } else if (queue.waiting() >= settings.queue()) {
            run.refuse(Reason.OVERLOADED);
        } else {
            run.begin(departure);
        }
        return run.answer;
    }

    /** Once a second: an overload must not be made worse by its own log. */
    private void countRefused(Reason reason, String correlationId) {
        long count = refused.getOrDefault(reason, new AtomicLong()).incrementAndGet();
        long said = saidRefused.get();
        long now = System.nanoTime();
        if (now - said >= SECOND && saidRefused.compareAndSet(said, now)) {
            LOG.atWarn()
                    .addKeyValue(
                            "setting",
                            reason == Reason.SHARE
                                    ? "howdah.graphql.max-running-per-subject"
                                    : "howdah.graphql.threads")
                    .addKeyValue("refusedSoFar", count)
                    .addKeyValue("correlationId", correlationId)
                    .log("Operations are refused, as there is no thread for them");
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
        private final Deadline deadline = Deadline.in(settings.timeout().plus(AFTERWARDS));
        private final String client;
        private final String correlationId;
        private final FutureTask<Boolean> work;
        private final Runnable turn = this::start;

        Run(String client, String correlationId, Function<Deadline, CompletableFuture<T>> operation) {
            this.client = client;
            this.correlationId = correlationId;
            this.work = new FutureTask<>(() -> execute(operation), true);
        }

        void begin(Disconnect departure) {
            Future<?> patience = schedule(this::loseTurn, settings.maxWait());
            Future<?> alarm = schedule(this::expire, settings.timeout());
            var unused = answer.whenComplete((result, failure) -> {
                patience.cancel(false);
                alarm.cancel(false);
            });
            queue.add(client, turn);
            departure.then(this::leave);
        }

        private Future<?> schedule(Runnable reaction, Duration time) {
            // The clock's one thread must not be kept by the steps that follow in the route.
            return clock.schedule(
                    () -> ForkJoinPool.commonPool().execute(reaction), time.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** It is its turn. Its client's share is taken until the thread is free and the client has its answer, whichever comes later. */
        private void start() {
            CompletableFuture<Void> threadEnded = new CompletableFuture<>();
            try {
                workers.execute(() -> {
                    processorTimes.charge(client, work);
                    queue.release();
                    threadEnded.complete(null);
                });
            } catch (RejectedExecutionException e) {
                // The process stops.
                queue.release();
                threadEnded.complete(null);
                refuse(Reason.OVERLOADED);
            }
            var unused = threadEnded.thenCombine(answer.handle((result, failure) -> true), (thread, answered) -> {
                queue.end(client);
                return answered;
            });
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

        void refuse(Reason reason) {
            if (decided.compareAndSet(false, true)) {
                countRefused(reason, correlationId);
                answer.completeExceptionally(new AbandonedException(reason));
            }
        }

        private void loseTurn() {
            Reason reason = queue.isAtLimit(client) ? Reason.SHARE : Reason.OVERLOADED;
            if (queue.remove(client, turn)) {
                refuse(reason);
            }
        }

        private void expire() {
            if (giveUp()) {
                LOG.atWarn()
                        .addKeyValue("setting", "howdah.graphql.timeout")
                        .addKeyValue("timeoutMs", settings.timeout().toMillis())
                        .addKeyValue("correlationId", correlationId)
                        .log("An operation took too long and was given up");
                answer.completeExceptionally(new AbandonedException(Reason.LATE));
            }
        }

        private void leave() {
            if (giveUp()) {
                answer.completeExceptionally(new AbandonedException(Reason.GONE));
            }
        }

        private boolean giveUp() {
            if (!decided.compareAndSet(false, true)) {
                return false;
            }
            queue.remove(client, turn);
            deadline.cancel();
            work.cancel(true);
            return true;
        }
    }
}
