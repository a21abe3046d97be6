package io.howdah.change;

import io.howdah.change.ChangeStreamFollower.Delivery;
import io.howdah.change.PositionKeeper.Saved;
import io.howdah.observe.FailureState;
import io.howdah.timing.Pause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Follows a collection's changes across restarts, in one process at a time. Waits for the lease, resumes from the saved
 * position, and saves its position after each delivered change.
 */
final class DurableFollower implements StreamFollower {

    private static final Logger LOG = LoggerFactory.getLogger(DurableFollower.class);
    private static final long IDLE_SAVE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ChangeStream stream;
    private final Delivery delivery;
    private final PositionKeeper keeper;
    private final Pause pause = new Pause();
    private volatile @Nullable ChangeStreamFollower follower;
    private final FailureState trouble = new FailureState();

    DurableFollower(ChangeStream stream, Delivery delivery, PositionKeeper keeper) {
        this.stream = stream;
        this.delivery = delivery;
        this.keeper = keeper;
    }

    @Override
    public void run() {
        Retries retries = new Retries();
        try {
            while (!pause.isEnded()) {
                try {
                    trouble.recovered();
                    if (keeper.begin(pause)) {
                        follow();
                        retries.reset();
                    }
                } catch (RuntimeException | Error e) {
                    Level level = retries.level();
                    Duration delay = retries.next();
                    trouble.failed(String.valueOf(e.getMessage()));
                    LOG.atLevel(level)
                            .addKeyValue("collection", stream.followed().base())
                            .addKeyValue("retryMs", delay.toMillis())
                            .addKeyValue("reason", e.getMessage())
                            .log("Position of a durable route cannot be read, Howdah retries");
                    var unused = pause.await(delay);
                } finally {
                    keeper.end();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        Saved saved = keeper.saved();
        StreamPosition position;
        if (saved == null) {
            // Saved before the first delivery, so that a crash at the first change does not lose it.
            StreamPosition.After now = stream.now();
            save(now.token());
            position = now;
        } else {
            position = stream.resume(saved);
        }
        ChangeStreamFollower next = new ChangeStreamFollower(stream, position, new SavingDelivery(), null);
        follower = next;
        trouble.recovered();
        if (!pause.isEnded()) {
            next.run();
        }
        follower = null;
    }

    private void save(ResumeToken token) {
        keeper.save(new Saved(token.value(), stream.followed().present()));
    }

    @Override
    public Optional<FailureState.Present> trouble() {
        ChangeStreamFollower present = follower;
        if (present != null) {
            return present.trouble();
        }
        // Another process runs it, or it is about to start.
        return trouble.present().or(keeper::trouble);
    }

    @Override
    public boolean hasBegun() {
        ChangeStreamFollower present = follower;
        return present == null ? trouble().isEmpty() : present.hasBegun();
    }

    @Override
    public boolean isBehind() {
        return false;
    }

    @Override
    public int waiting() {
        return 0;
    }

    @Override
    public void stop() {
        pause.end();
        ChangeStreamFollower present = follower;
        if (present != null) {
            present.stop();
        }
    }

    /** Delivers changes while this process has the lease, and saves the position after each. */
    private final class SavingDelivery implements Delivery {

        private @Nullable ResumeToken delivered;
        private long savedAt = System.nanoTime();

        private interface Step {
            void run() throws Exception;
        }

        @Override
        public void deliver(ChangeEvent change, @Nullable ResumeToken previous) throws Exception {
            once(change.token(), () -> delivery.deliver(change, previous));
        }

        @Override
        public void resync(ResumeToken token) throws Exception {
            once(token, () -> delivery.resync(token));
        }

        /** Runs a delivery step only once per token: a failure to save the position must not deliver the change again. */
        private void once(ResumeToken token, Step step) throws Exception {
            keeper.requireHeld();
            if (!token.equals(delivered)) {
                step.run();
                delivered = token;
            }
            save(token);
            savedAt = System.nanoTime();
        }

        @Override
        public void passed(@Nullable ResumeToken previous, ResumeToken token) {
            if (System.nanoTime() - savedAt > IDLE_SAVE_NANOS) {
                save(token);
                savedAt = System.nanoTime();
            }
        }
    }
}
