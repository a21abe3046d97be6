package io.howdah.security.oidc;

import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Verifies signatures beside the event loops: one by elliptic curves takes a millisecond, and a flood of new tokens must not hold up
 * those that serve everybody. What waits is bounded; one token more is to be shown again.
 */
final class SignatureThreads {

    private static final int MOST_THREADS = 4;
    private static final int MOST_WAITING = 256;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    SignatureThreads() {
        this(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()), MOST_WAITING);
    }

    SignatureThreads(int most, int waiting) {
        this.threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), work -> {
                    Thread thread = new Thread(work, "howdah-tokens");
                    thread.setDaemon(true);
                    return thread;
                });
        // Nobody has to close it.
        threads.allowCoreThreadTimeOut(true);
    }

    /** Return what the work returns or throws; it fails with UNAVAILABLE if too much waits. */
    <T> Future<T> run(Callable<T> work) {
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
            end.fail(new AuthenticationException(
                    Reason.UNAVAILABLE, "Too many new tokens are shown at once; try again in some seconds."));
        }
        return end.future();
    }
}
