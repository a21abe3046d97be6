package io.howdah.security;

import io.howdah.security.AuthenticationException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Bounded thread pool for authentication. A flood of requests blocks neither the event loops nor shared worker threads. If
 * the queue is full, work is refused.
 */
public final class BoundedThreads {

    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;
    private final String refusal;

    /**
     * Creates a pool of daemon threads, which needs no close.
     *
     * @param name the name of each thread
     * @param max the number of threads
     * @param maxWaiting the maximum queue length
     * @param refusal the message if the queue is full
     */
    public BoundedThreads(String name, int max, int maxWaiting, String refusal) {
        this.refusal = refusal;
        this.threads = new ThreadPoolExecutor(
                max, max, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxWaiting), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs work and returns its result. The future fails with UNAVAILABLE if the queue is full. */
    public <T> Future<T> run(Callable<T> work) {
        Promise<T> result = Promise.promise();
        try {
            threads.execute(() -> {
                try {
                    result.complete(work.call());
                } catch (Throwable e) {
                    // The caller waits for a result, whatever failed.
                    result.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.fail(new AuthenticationException(Reason.UNAVAILABLE, refusal));
        }
        return result.future();
    }

    /**
     * Runs work with a timeout. After it, the future fails with {@link TimeoutException}, and work that has not started is
     * skipped.
     */
    public <T> Future<T> run(Callable<T> work, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Callable<T> inTime = () -> {
            if (System.nanoTime() - deadline >= 0) {
                throw new TimeoutException();
            }
            return work.call();
        };
        return run(inTime).timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
