package io.howdah.runtime.reload;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when files have changed. It looks at what they hold rather than at events of the file system: so it does not matter whether an
 * editor writes a file or renames one, whether Kubernetes turns a symbolic link round, or what file system it is.
 */
final class StateWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateWatch.class);

    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** How long a change that is being taken may go on when all ends, and how long it may take to end then. */
    private static final Duration LAST = Duration.ofSeconds(5);

    private final Supplier<String> state;
    private final Taker taker;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "howdah-watch");
        made.setDaemon(true);
        return made;
    });
    private String handled;
    private boolean refused;
    private long asked;
    private String seen;

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
        this.state = state;
        this.taker = taker;
        this.handled = begun;
        this.seen = begun;
    }

    /** Looks every so often. */
    void start(Duration interval) {
        var unused = thread.scheduleWithFixedDelay(
                this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            String now = state.get();
            // One that changes still may be half written.
            boolean again = now.equals(handled);
            boolean due = !again || (refused && System.nanoTime() - asked > AGAIN.toNanos());
            if (now.equals(seen) && due) {
                handled = now;
                refused = !taker.take(again);
                asked = System.nanoTime();
            }
            seen = now;
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
