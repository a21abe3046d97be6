package io.howdah.runtime.reload;

import io.howdah.timing.FileWatch;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a handler when an application's files have changed, and again at an interval while the handler rejects them. */
final class StateWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateWatch.class);

    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

    /** Maximum time that {@link #close} waits for a handler to finish, and again for it to end after an interrupt. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final FileWatch<String> files;
    private final Handler handler;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "howdah-watch");
        created.setDaemon(true);
        return created;
    });
    private boolean refused;
    private long handledAt;

    /** Applies changed files. */
    @FunctionalInterface
    interface Handler {

        /**
         * Applies the present files. Runs on the thread of the watch.
         *
         * @param isRetry whether the handler rejected the same files before
         * @return whether the files were applied. If not, the watch calls the handler again later: the obstacle may go away by itself
         */
        boolean handle(boolean isRetry);
    }

    /**
     * Creates a watch.
     *
     * @param initial the state that is applied already
     * @param state returns a text that differs if the files have changed
     * @param handler called when two consecutive checks have found the same new state
     */
    StateWatch(String initial, Supplier<String> state, Handler handler) {
        this.files = new FileWatch<>(initial, state);
        this.handler = handler;
    }

    /** Starts to check the files at this interval. */
    void start(Duration interval) {
        var unused = thread.scheduleWithFixedDelay(
                this::check, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void check() {
        try {
            boolean isNew = files.look().isPresent();
            boolean isDue = refused && files.isQuiet() && System.nanoTime() - handledAt > RETRY_INTERVAL.toNanos();
            if (isNew || isDue) {
                refused = !handler.handle(!isNew);
                handledAt = System.nanoTime();
            }
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("The application's files cannot be watched");
        }
    }

    /** Stops the watch. Waits for a running handler, because the caller then stops the routes that the handler changes. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
                var unused = thread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.shutdownNow();
        }
    }
}
