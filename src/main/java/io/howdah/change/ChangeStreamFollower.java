package io.howdah.change;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.change.RouteQueue.Taken;
import io.howdah.observe.FailureState;
import io.howdah.store.ModelCollections;
import io.howdah.timing.Pause;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Follows a collection's changes for as long as it runs. Its place moves only after a change was delivered: a failed delivery
 * is tried again in order, and a lost server is asked again from the same place. It begins on a stream of its own, goes over to
 * the shared one when it has caught up, and comes back when that one gives it no more.
 */
final class ChangeStreamFollower implements StreamFollower {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeStreamFollower.class);

    /** What a server gives at once to a reader that is behind, or more. */
    private static final int FULL_BATCH = 101;

    private static final Set<OperationType> GONE =
            Set.of(OperationType.DROP, OperationType.RENAME, OperationType.INVALIDATE);

    /** Takes what the stream tells, in its order; throws if it could not be delivered. */
    interface Delivery {
        /**
         * Delivers a change.
         *
         * @param previous the position before it, or null where none is known yet
         */
        void deliver(ChangeStreamDocument<RawBsonDocument> change, @Nullable BsonDocument previous) throws Exception;

        /** At this place everything may have changed, without a change of each document. */
        void resync(BsonDocument token) throws Exception;

        /**
         * Everything up to a position was delivered.
         *
         * @param previous the position before, or null where none is known yet
         */
        void passed(@Nullable BsonDocument previous, BsonDocument token);
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

    private @Nullable StreamPosition place;

    /** Changes of the present batch. */
    private int taken;

    private boolean historyLost;
    private final FailureState trouble = new FailureState();
    private final StreamSilence asking = new StreamSilence();
    private volatile boolean begun;
    private volatile @Nullable RouteQueue queue;
    private volatile boolean isSharing;

    /**
     * Makes one that is not running yet.
     *
     * @param beginning where it begins, or null for the server's present time when it first answers
     * @param shared the stream that it goes over to, or null for one that stays by itself
     */
    ChangeStreamFollower(
            ChangeStream stream, @Nullable StreamPosition beginning, Delivery delivery, @Nullable SharedStream shared) {
        this.stream = stream;
        this.place = beginning;
        this.delivery = delivery;
        this.shared = shared;
        trouble.is("it is not opened yet");
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
                stepOver(Objects.requireNonNull(place));
            }
            try (MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor = open()) {
                begun = true;
                follow(cursor);
            }
        } finally {
            asking.ends();
        }
    }

    /** The next change is one that no reply can hold: a resync stands for it. */
    private void stepOver(StreamPosition before) {
        ChangeStreamDocument<RawBsonDocument> change = null;
        try (MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor = stream.openOutline(before)) {
            while (change == null && isRunning()) {
                change = cursor.tryNext();
            }
        }
        if (change == null) {
            return;
        }
        large.isOver();
        BsonDocument token = change.getResumeToken();
        if (ChangeStream.DATA.contains(change.getOperationType())) {
            LOG.atWarn()
                    .addKeyValue("collection", stream.followed().base())
                    .addKeyValue("operation", change.getOperationTypeString())
                    .log("A change is too large for MongoDB to send, a resync stands for it");
            deliver("resync", () -> delivery.resync(token));
            if (isRunning()) {
                moveTo(new StreamPosition.After(token), token);
            }
        }
    }

    private MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> open() {
        if (historyLost) {
            beginAnew();
        } else if (place == null) {
            place = stream.begin();
        }
        StreamPosition from = Objects.requireNonNull(place);
        return large.isNear() ? stream.openSingly(from) : stream.open(from);
    }

    /** Tells at the present place, before any change behind it, that what came before was not told. */
    private void beginAnew() {
        StreamPosition.After now = stream.now();
        place = now;
        deliver("resync", () -> delivery.resync(now.token()));
        // If it was stopped meanwhile, whoever goes on tells it.
        historyLost = !isRunning();
    }

    /** Whether those who follow it are still to be told that its history was lost; to be asked when it has stopped. */
    boolean isHistoryLost() {
        return historyLost;
    }

    /** Begins with telling that its history was lost. */
    void loseHistory() {
        historyLost = true;
    }

    /** Where it would go on, or null where it was not opened yet; to be asked when it has stopped. */
    @Nullable
    StreamPosition place() {
        return place;
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

    private void follow(MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor) {
        boolean open = true;
        while (isRunning() && open && !isCaughtUp()) {
            open = takeNext(cursor);
            opening.reset();
            trouble.isOver();
        }
    }

    /** Takes the next change, if there is one, and tells whether the stream goes on, or must be opened again. */
    private boolean takeNext(MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor) {
        asking.begins();
        ChangeStreamDocument<RawBsonDocument> change = cursor.tryNext();
        asking.ends();
        BsonDocument token = change == null ? cursor.getResumeToken() : change.getResumeToken();
        if (change == null) {
            // The server's own place moves on while nothing of ours happens, so that an idle stream does not age out.
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
            attach(change.getResumeToken());
        }
        boolean invalid = change.getOperationType() == OperationType.INVALIDATE;
        if (invalid) {
            moveTo(new StreamPosition.StartAfter(change.getResumeToken()), change.getResumeToken());
        } else {
            moveTo(new StreamPosition.After(change.getResumeToken()), change.getResumeToken());
        }
        return !invalid && !moved && single == large.isNear();
    }

    /** Whether the server had little to show, so that this reading is near the present though it is never idle. */
    private boolean isBatchShort(MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor) {
        taken++;
        if (cursor.available() > 0) {
            return false;
        }
        boolean isShort = taken < FULL_BATCH;
        taken = 0;
        return isShort;
    }

    private void pass(BsonDocument token) {
        taken = 0;
        if (!token.equals(token())) {
            moveTo(new StreamPosition.After(token), token);
        }
    }

    private void moveTo(StreamPosition next, BsonDocument token) {
        BsonDocument previous = token();
        place = next;
        delivery.passed(previous, token);
    }

    private @Nullable BsonDocument token() {
        return place == null ? null : place.token();
    }

    /** Asks for a queue of the shared stream: it has come to the present, and what comes now is read there too. */
    private void attach(BsonDocument token) {
        RouteQueue present = queue;
        if (shared != null && isRunning() && (present == null || present.isEnded())) {
            queue = shared.attach(stream.followed(), stream.isLookingUp(), token);
        }
    }

    private boolean isCaughtUp() {
        RouteQueue present = queue;
        return present != null && place instanceof StreamPosition.After after && present.reachesBackTo(after.token());
    }

    /** Takes what the shared stream reads, until that one gives no more. */
    private void share() {
        RouteQueue present = queue;
        if (present == null) {
            return;
        }
        isSharing = true;
        // From here on it is the shared stream's.
        trouble.isOver();
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
        ChangeStreamDocument<RawBsonDocument> change = next.change();
        if (change != null && isAhead(change.getResumeToken())) {
            tell(change);
            if (isRunning()) {
                moveTo(new StreamPosition.After(change.getResumeToken()), change.getResumeToken());
                trouble.isOver();
            }
        } else if (next.passed() != null && isAhead(next.passed())) {
            pass(next.passed());
        }
    }

    /** What it has read by itself before it came over is here again. */
    private boolean isAhead(BsonDocument token) {
        return !(place instanceof StreamPosition.After after)
                || StreamPositions.of(token).compareTo(StreamPositions.of(after.token())) > 0;
    }

    private void leave() {
        RouteQueue present = queue;
        if (present != null && shared != null) {
            shared.detach(present);
        }
    }

    /** Passes a change of the pointer; a switch ends this stream, since the next one shows another collection. */
    private boolean isSwitch(ChangeStreamDocument<RawBsonDocument> change) {
        String former = stream.followed().present();
        if (!stream.followed().follow(change)) {
            return false;
        }
        // What waits there is of the former collection.
        leave();
        LOG.atInfo()
                .addKeyValue("collection", stream.followed().present())
                .log("Change stream follows a rebuilt read model");
        // A client may ask any process for the new state, and all of them must read it by then.
        waitFor(ModelCollections.FOLLOWED_WITHIN);
        deliver("resync", () -> delivery.resync(change.getResumeToken()));
        if (!isRunning()) {
            // It may not have been told: whoever goes on from here meets the switch again.
            stream.followed().goBack(former);
        }
        return true;
    }

    private void tell(ChangeStreamDocument<RawBsonDocument> change) {
        if (stream.followed().isPointer(change)) {
            return;
        }
        if (ChangeStream.DATA.contains(change.getOperationType())) {
            deliver(change.getOperationTypeString(), () -> delivery.deliver(change, token()));
        } else if (GONE.contains(change.getOperationType())) {
            // All documents are gone, without a change of each.
            deliver("resync", () -> delivery.resync(change.getResumeToken()));
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
                trouble.is("a change cannot be delivered: " + e);
                Level level = retries.level();
                Duration delay = retries.next();
                LOG.atLevel(level)
                        .addKeyValue("collection", stream.followed().base())
                        .addKeyValue("operation", operation)
                        .addKeyValue("retryMs", delay.toMillis())
                        .addKeyValue("reason", e.toString())
                        .log("Change could not be delivered, it is tried again in order");
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
                    .log("Change stream's place has left the server's history, changes since then were not notified");
            leave();
            large.isOver();
            place = null;
            historyLost = true;
            return;
        }
        if (StreamFailures.isTooLarge(failure)) {
            large.refused(place);
        }
        trouble.is(String.valueOf(failure.getMessage()));
        Level level = opening.level();
        Duration delay = opening.next();
        LOG.atLevel(level)
                .addKeyValue("collection", stream.followed().base())
                .addKeyValue("retryMs", delay.toMillis())
                .addKeyValue("reason", failure.getMessage())
                .log("Change stream broke off, it is opened again from its place");
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
