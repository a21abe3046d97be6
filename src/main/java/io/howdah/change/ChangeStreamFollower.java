package io.howdah.change;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.change.RouteQueue.Taken;
import io.howdah.observe.FailureState;
import io.howdah.store.ModelCollections;
import io.howdah.timing.Pause;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Follows the changes of a collection until it is stopped. Its position advances only after a change was delivered: it
 * retries a failed delivery in order, and reconnects to a lost server at the same position. It starts on a stream of its
 * own, moves to the shared stream when it has caught up, and returns to its own when the shared stream detaches it.
 */
final class ChangeStreamFollower implements StreamFollower {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeStreamFollower.class);

    /** Minimum number of changes in the first batch that a server returns to a reader that is behind. */
    private static final int FULL_BATCH = 101;

    private static final Set<OperationType> GONE =
            Set.of(OperationType.DROP, OperationType.RENAME, OperationType.INVALIDATE);

    /** Receives the stream's changes in order. Methods throw if the delivery failed. */
    interface Delivery {
        /**
         * Delivers a change.
         *
         * @param previous the position before the change, or null if none is known yet
         */
        void deliver(ChangeEvent change, @Nullable ResumeToken previous) throws Exception;

        /** Delivers a resync: any document may have changed at this position, without a change of its own. */
        void resync(ResumeToken token) throws Exception;

        /**
         * Reports that everything up to a position was delivered.
         *
         * @param previous the position before, or null if none is known yet
         */
        void passed(@Nullable ResumeToken previous, ResumeToken token);
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private final ChangeStream stream;
    private final Delivery delivery;
    private final @Nullable SharedStream shared;
    private final Pause pause = new Pause();
    private final Retries opening = new Retries();
    private final LargeChange large = new LargeChange();

    private @Nullable StreamPosition position;

    /** Number of changes taken from the present batch. */
    private int taken;

    private boolean historyLost;
    private final FailureState trouble = new FailureState();
    private final StreamSilence asking = new StreamSilence();
    private volatile boolean begun;
    private volatile @Nullable RouteQueue queue;
    private volatile boolean isSharing;

    /**
     * Creates a follower. Call {@link #run} to start it.
     *
     * @param beginning the start position, or null for the server's present time at its first answer
     * @param shared the stream to move to when caught up, or null to stay on a stream of its own
     */
    ChangeStreamFollower(
            ChangeStream stream, @Nullable StreamPosition beginning, Delivery delivery, @Nullable SharedStream shared) {
        this.stream = stream;
        this.position = beginning;
        this.delivery = delivery;
        this.shared = shared;
        trouble.failed("the stream is not open yet");
    }

    @Override
    public void run() {
        while (isRunning()) {
            try {
                readAlone();
                if (isCaughtUp()) {
                    share();
                }
            } catch (LeaseLostException e) {
                stop();
            } catch (RuntimeException | Error e) {
                recover(e);
            }
        }
        leave();
    }

    private void readAlone() {
        asking.begins();
        try {
            if (large.isNext()) {
                stepOver(Objects.requireNonNull(position));
            }
            try (MongoChangeStreamCursor<ChangeEvent> cursor = open()) {
                begun = true;
                follow(cursor);
            }
        } finally {
            asking.ends();
        }
    }

    /** Replaces the next change, which is too large for a reply, by a resync. */
    private void stepOver(StreamPosition before) {
        ChangeEvent change = null;
        try (MongoChangeStreamCursor<ChangeEvent> cursor = stream.openOutline(before)) {
            while (change == null && isRunning()) {
                change = cursor.tryNext();
            }
        }
        if (change == null) {
            return;
        }
        large.isOver();
        ResumeToken token = change.token();
        if (ChangeStream.DATA.contains(change.operation())) {
            LOG.atWarn()
                    .addKeyValue("collection", stream.followed().base())
                    .addKeyValue("operation", change.operation().getValue())
                    .log("A change is too large for MongoDB to send, Howdah sends a resync instead");
            deliver("resync", () -> delivery.resync(token));
            if (isRunning()) {
                moveTo(new StreamPosition.After(token), token);
            }
        }
    }

    private MongoChangeStreamCursor<ChangeEvent> open() {
        if (historyLost) {
            beginAnew();
        } else if (position == null) {
            position = stream.begin();
        }
        StreamPosition from = Objects.requireNonNull(position);
        return large.isNear() ? stream.openSingly(from) : stream.open(from);
    }

    /** Starts again at the present position and delivers a resync for the lost changes before it. */
    private void beginAnew() {
        StreamPosition.After now = stream.now();
        position = now;
        deliver("resync", () -> delivery.resync(now.token()));
        // If it was stopped meanwhile, its successor delivers the resync.
        historyLost = !isRunning();
    }

    /** Returns whether a resync for lost history is still to be delivered. Call it after the stop. */
    boolean isHistoryLost() {
        return historyLost;
    }

    /** Makes the follower start with a resync for lost history. */
    void loseHistory() {
        historyLost = true;
    }

    /** Returns the position to resume from, or null if the stream was never opened. Call it after the stop. */
    @Nullable
    StreamPosition position() {
        return position;
    }

    FollowedCollection followed() {
        return stream.followed();
    }

    @Override
    public Optional<FailureState.Present> trouble() {
        return trouble.present()
                .or(asking::trouble)
                .or(() -> isSharing && shared != null ? shared.trouble() : Optional.empty());
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public boolean isBehind() {
        RouteQueue present = queue;
        return shared != null && (!isSharing || present == null || present.isEnded());
    }

    @Override
    public int waiting() {
        RouteQueue present = queue;
        return present == null ? 0 : present.size();
    }

    @Override
    public void stop() {
        pause.end();
        leave();
    }

    private boolean isRunning() {
        return !pause.isEnded();
    }

    private void follow(MongoChangeStreamCursor<ChangeEvent> cursor) {
        boolean open = true;
        while (isRunning() && open && !isCaughtUp()) {
            open = takeNext(cursor);
            opening.reset();
            trouble.recovered();
        }
    }

    /** Takes the next change, if any. Returns whether the cursor stays usable; if false, open the stream again. */
    private boolean takeNext(MongoChangeStreamCursor<ChangeEvent> cursor) {
        asking.begins();
        ChangeEvent change = cursor.tryNext();
        asking.ends();
        ResumeToken token = change == null ? ResumeToken.ofNullable(cursor.getResumeToken()) : change.token();
        if (change == null) {
            // The server advances its position while nothing matches, so that the token of an idle stream does not age
            // out of
            // the history.
            if (token != null) {
                pass(token);
                attach(token);
            }
            boolean goesOn = !large.isNear();
            large.isOver();
            return goesOn;
        }
        boolean moved = stream.followed().isPointer(change) && isSwitch(change);
        tell(change);
        if (!isRunning()) {
            return false;
        }
        boolean single = large.isNear();
        large.passedOne();
        if (isBatchShort(cursor) && !single) {
            attach(change.token());
        }
        boolean invalid = change.operation() == OperationType.INVALIDATE;
        if (invalid) {
            moveTo(new StreamPosition.StartAfter(change.token()), change.token());
        } else {
            moveTo(new StreamPosition.After(change.token()), change.token());
        }
        return !invalid && !moved && single == large.isNear();
    }

    /** Returns whether the last batch was short: the reader is then near the present even though it is never idle. */
    private boolean isBatchShort(MongoChangeStreamCursor<ChangeEvent> cursor) {
        taken++;
        if (cursor.available() > 0) {
            return false;
        }
        boolean isShort = taken < FULL_BATCH;
        taken = 0;
        return isShort;
    }

    private void pass(ResumeToken token) {
        taken = 0;
        if (!token.equals(token())) {
            moveTo(new StreamPosition.After(token), token);
        }
    }

    private void moveTo(StreamPosition next, ResumeToken token) {
        ResumeToken previous = token();
        position = next;
        delivery.passed(previous, token);
    }

    private @Nullable ResumeToken token() {
        return position == null ? null : position.token();
    }

    /** Requests a queue of the shared stream, because this follower has reached the present. */
    private void attach(ResumeToken token) {
        RouteQueue present = queue;
        if (shared != null && isRunning() && (present == null || present.isEnded())) {
            queue = shared.attach(stream.followed(), stream.isLookingUp(), token);
        }
    }

    private boolean isCaughtUp() {
        RouteQueue present = queue;
        return present != null
                && position instanceof StreamPosition.After after
                && present.reachesBackTo(after.token());
    }

    /** Takes changes from the shared stream until that stream ends the queue. */
    private void share() {
        RouteQueue present = queue;
        if (present == null) {
            return;
        }
        isSharing = true;
        // From here on the shared stream reports failures.
        trouble.recovered();
        opening.reset();
        try {
            while (isRunning() && !present.isOver()) {
                take(present.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        } finally {
            isSharing = false;
        }
    }

    private void take(Taken next) {
        for (ChangeEvent change : next.changes()) {
            if (isRunning() && isAhead(change.token())) {
                tell(change);
                if (isRunning()) {
                    moveTo(new StreamPosition.After(change.token()), change.token());
                    trouble.recovered();
                }
            }
        }
        if (next.passed() != null && isAhead(next.passed())) {
            pass(next.passed());
        }
    }

    /** Returns whether the token is after this follower's position. Changes that it read before the move come again. */
    private boolean isAhead(ResumeToken token) {
        return !(position instanceof StreamPosition.After after) || token.isAfter(after.token());
    }

    private void leave() {
        RouteQueue present = queue;
        if (present != null && shared != null) {
            shared.detach(present);
        }
    }

    /**
     * Handles a change of the pointer. Returns true for a switch, which ends this stream because the next one reads
     * another collection.
     */
    private boolean isSwitch(ChangeEvent change) {
        String former = stream.followed().present();
        if (!stream.followed().follow(change)) {
            return false;
        }
        // The queue holds changes of the former collection.
        leave();
        LOG.atInfo()
                .addKeyValue("collection", stream.followed().present())
                .log("Change stream follows a rebuilt read model");
        // A client may query any process for the new state, and all of them must read it by then.
        waitFor(ModelCollections.FOLLOWED_WITHIN);
        deliver("resync", () -> delivery.resync(change.token()));
        if (!isRunning()) {
            // The resync may not have been delivered. The next attempt from this position finds the switch again.
            stream.followed().goBack(former);
        }
        return true;
    }

    private void tell(ChangeEvent change) {
        if (stream.followed().isPointer(change)) {
            return;
        }
        if (ChangeStream.DATA.contains(change.operation())) {
            deliver(change.operation().getValue(), () -> delivery.deliver(change, token()));
        } else if (GONE.contains(change.operation())) {
            // All documents are gone, without a change for each.
            deliver("resync", () -> delivery.resync(change.token()));
        }
    }

    private void deliver(String operation, Attempt attempt) {
        Retries retries = new Retries();
        while (isRunning()) {
            try {
                attempt.run();
                return;
            } catch (LeaseLostException e) {
                throw e;
            } catch (Exception | Error e) {
                trouble.failed("a change could not be delivered: " + e);
                Level level = retries.level();
                Duration delay = retries.next();
                LOG.atLevel(level)
                        .addKeyValue("collection", stream.followed().base())
                        .addKeyValue("operation", operation)
                        .addKeyValue("retryMs", delay.toMillis())
                        .addKeyValue("reason", e.toString())
                        .log("Change could not be delivered, Howdah retries it in order");
                waitFor(delay);
            }
        }
    }

    private void recover(Throwable failure) {
        if (!isRunning()) {
            return;
        }
        if (StreamFailures.isHistoryLost(failure)) {
            LOG.atError()
                    .addKeyValue("collection", stream.followed().base())
                    .log(
                            "Change stream position is no longer in the server's history, changes since then were not notified");
            leave();
            large.isOver();
            position = null;
            historyLost = true;
            return;
        }
        if (StreamFailures.isTooLarge(failure)) {
            large.refused(position);
        }
        trouble.failed(String.valueOf(failure.getMessage()));
        Level level = opening.level();
        Duration delay = opening.next();
        LOG.atLevel(level)
                .addKeyValue("collection", stream.followed().base())
                .addKeyValue("retryMs", delay.toMillis())
                .addKeyValue("reason", failure.getMessage())
                .log("Change stream failed, Howdah reopens it from its position");
        waitFor(delay);
    }

    private void waitFor(Duration delay) {
        try {
            var unused = pause.await(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }
}
