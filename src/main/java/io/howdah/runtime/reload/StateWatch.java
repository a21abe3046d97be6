package io.howdah.runtime.reload;

import io.howdah.timing.FileWatch;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers an application's files when they have changed, and again from time to time while they are refused. */
final class StateWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateWatch.class);

    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** How long a change that is being taken may go on when all ends, and how long it may take to end then. */
    private static final Duration LAST = Duration.ofSeconds(5);

    private final FileWatch<String> files;
    private final Taker taker;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "howdah-watch");
        made.setDaemon(true);
        return made;
    });
    private boolean refused;
    private long asked;

    /** Does what a change asks for. */
    @FunctionalInterface
    interface Taker {

        /**
         * Takes the files as they are now, on a thread of its own.
         *
         * @param again whether these same files were refused before
         * @return whether they were taken. If not, they are offered again from time to time: what is in their way may go by itself
         */
        boolean take(boolean again);
    }

    /**
     * Makes one.
     *
     * @param begun the state that was taken already
     * @param state the same text as long as the files hold the same
     * @param taker asked when they hold something else, and have done so for two looks
     */
    StateWatch(String begun, Supplier<String> state, Taker taker) {
        this.files = new FileWatch<>(begun, state);
        this.taker = taker;
    }

    /** Looks every so often. */
    void start(Duration interval) {
        var unused = thread.scheduleWithFixedDelay(
                this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            boolean isNew = files.look().isPresent();
            boolean isDue = refused && files.isQuiet() && System.nanoTime() - asked > AGAIN.toNanos();
            if (isNew || isDue) {
                refused = !taker.take(!isNew);
                asked = System.nanoTime();
            }
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("The application's files cannot be watched");
        }
    }

    /** Ends it. A change that is being taken has a while to be taken first: half of one would be stopped beneath it. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
                var unused = thread.awaitTermination(LAST.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.shutdownNow();
        }
    }
}
