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
 * Does what is needed to find out who somebody is beside the event loops, and beside the threads that everything else waits for: a
 * flood of it must not hold up those that serve everybody. What waits is bounded; who comes then is to come again.
 */
public final class BoundedThreads {

    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;
    private final String refusal;

    /**
     * Makes them; nobody has to close them.
     *
     * @param name of each thread
     * @param most how many there are
     * @param waiting how much may wait for them
     * @param refusal what is said when more waits
     */
    public BoundedThreads(String name, int most, int waiting, String refusal) {
        this.refusal = refusal;
        this.threads = new ThreadPoolExecutor(
                max, max, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Return what the work returns or throws; it fails with UNAVAILABLE if too much waits. */
    public <T> Future<T> run(Callable<T> work) {
        Promise<T> end = Promise.promise();
        try {
            threads.execute(() -> {
                try {
                    end.complete(work.call());
                } catch (Throwable e) {
                    // Whatever it is, somebody waits to be told.
                    end.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            end.fail(new AuthenticationException(Reason.UNAVAILABLE, refusal));
        }
        return end.future();
    }

    /**
     * Return the same of work that somebody waits for no longer than this, and then gets a {@link TimeoutException}. Work whose turn comes
     * later is not done, since nobody would know.
     */
    public <T> Future<T> run(Callable<T> work, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Callable<T> inTime = () -> {
            if (System.nanoTime() - deadline >= 0) {
                throw new TimeoutException();
            }
            return work.call();
        };
        return run(inTime).timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
