package io.howdah.reload;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

    private final Supplier<String> state;
    private final BooleanSupplier changed;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "howdah-watch");
        made.setDaemon(true);
        return made;
    });
    private String handled;
    private boolean refused;
    private long asked;
    private String seen;

    /**
     * Makes one.
     *
     * @param begun the state that was taken already
     * @param state the same text as long as the files hold the same
     * @param changed asked on a thread of its own when they hold something else, and have done so for two looks; whether it has taken that.
     *     If not, it is asked again from time to time: what is in its way may go by itself
     */
    StateWatch(String begun, Supplier<String> state, BooleanSupplier changed) {
        this.state = state;
        this.changed = changed;
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
            boolean again = refused && System.nanoTime() - asked > AGAIN.toNanos();
            if (now.equals(seen) && (!now.equals(handled) || again)) {
                handled = now;
                refused = !changed.getAsBoolean();
                asked = System.nanoTime();
            }
            seen = now;
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("The application's files cannot be watched");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
