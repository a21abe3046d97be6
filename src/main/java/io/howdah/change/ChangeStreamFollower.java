package io.howdah.change;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.store.ModelCollections;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a change stream for as long as it runs. Its place moves only after a change was delivered: a failed delivery
 * is tried again in order, and a lost server is asked again from the same place.
 */
final class ChangeStreamFollower implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeStreamFollower.class);

    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    private static final int HISTORY_LOST = 286;
    private static final Set<OperationType> DATA =
            Set.of(OperationType.INSERT, OperationType.UPDATE, OperationType.REPLACE, OperationType.DELETE);

    private static final Set<OperationType> GONE =
            Set.of(OperationType.DROP, OperationType.RENAME, OperationType.INVALIDATE);

    /** Takes what the stream tells, in its order; throws if it could not be delivered. */
    interface Delivery {
        void deliver(ChangeStreamDocument<Document> change) throws Exception;

        /** At this place everything may have changed, without a change of each document. */
        void resync(BsonDocument token) throws Exception;

        /** Nothing else has happened up to this place. */
        void passed(BsonDocument token);
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private final ChangeStream stream;
    private final Delivery delivery;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private @Nullable Place place;
    private boolean historyLost;
    private Duration delay = FIRST_DELAY;
    private volatile String trouble = "not opened yet";

    /**
     * Makes one that is not running yet.
     *
     * @param beginning where it begins, or null for the server's present time when it first answers
     */
    ChangeStreamFollower(ChangeStream stream, @Nullable Place beginning, Delivery delivery) {
        this.stream = stream;
        this.place = beginning;
        this.delivery = delivery;
    }

    @Override
    public void run() {
        while (isRunning()) {
            try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor = open()) {
                follow(cursor);
            } catch (RuntimeException e) {
                recover(e);
            }
        }
    }

    private MongoChangeStreamCursor<ChangeStreamDocument<Document>> open() {
        if (place == null) {
            place = stream.begin();
        }
        return stream.open(place);
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
    Place place() {
        return place;
    }

    /** Why the stream is not followed at the moment; empty while it is. */
    String trouble() {
        return trouble;
    }

    void stop() {
        stopped.countDown();
    }

    private boolean isRunning() {
        return stopped.getCount() > 0;
    }

    private void follow(MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor) {
        boolean open = true;
        while (isRunning() && open) {
            open = takeNext(cursor);
            delay = FIRST_DELAY;
            trouble = "";
        }
    }

    /** Takes the next change, if there is one, and tells whether the stream goes on, or must be opened again. */
    private boolean takeNext(MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor) {
        ChangeStreamDocument<Document> change = cursor.tryNext();
        BsonDocument token = change == null ? cursor.getResumeToken() : change.getResumeToken();
        if (historyLost && token != null) {
            deliver("resync", () -> delivery.resync(token));
            historyLost = false;
        }
        if (change == null) {
            // The server's own place moves on while nothing of ours happens, so that an idle stream does not age out.
            if (token != null
                    && !(place instanceof Place.After after && after.token().equals(token))) {
                place = new Place.After(token);
                delivery.passed(token);
            }
            return true;
        }
        boolean moved = stream.followed().isPointer(change) ? isSwitch(change) : isDelivered(change);
        if (!isRunning()) {
            return false;
        }
        boolean invalid = change.getOperationType() == OperationType.INVALIDATE;
        place = invalid ? new Place.AfterInvalidate(change.getResumeToken()) : new Place.After(change.getResumeToken());
        return !invalid && !moved;
    }

    /** Passes a change of the pointer; a switch ends this stream, since the next one shows another collection. */
    private boolean isSwitch(ChangeStreamDocument<Document> change) {
        String former = stream.followed().present();
        if (!stream.followed().follow(change)) {
            return false;
        }
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

    private boolean isDelivered(ChangeStreamDocument<Document> change) {
        if (DATA.contains(change.getOperationType())) {
            deliver(change.getOperationTypeString(), () -> delivery.deliver(change));
        } else if (GONE.contains(change.getOperationType())) {
            // All documents are gone, without a change of each.
            deliver("resync", () -> delivery.resync(change.getResumeToken()));
        }
        return false;
    }

    private void deliver(String operation, Attempt attempt) {
        Duration pause = FIRST_DELAY;
        while (isRunning()) {
            try {
                attempt.run();
                return;
            } catch (Exception e) {
                trouble = "a change cannot be delivered: " + e;
                LOG.atWarn()
                        .addKeyValue("collection", stream.followed().base())
                        .addKeyValue("operation", operation)
                        .addKeyValue("retryMs", pause.toMillis())
                        .addKeyValue("reason", e.toString())
                        .log("Change could not be delivered, it is tried again in order");
                pause = waitAndLengthen(pause);
            }
        }
    }

    private void recover(RuntimeException failure) {
        if (!isRunning()) {
            return;
        }
        if (failure instanceof MongoCommandException command && command.getErrorCode() == HISTORY_LOST) {
            LOG.atError()
                    .addKeyValue("collection", stream.followed().base())
                    .log("Change stream's place has left the server's history, changes since then were not notified");
            place = null;
            historyLost = true;
            return;
        }
        trouble = String.valueOf(failure.getMessage());
        LOG.atWarn()
                .addKeyValue("collection", stream.followed().base())
                .addKeyValue("retryMs", delay.toMillis())
                .addKeyValue("reason", failure.getMessage())
                .log("Change stream broke off, it is opened again from its place");
        delay = waitAndLengthen(delay);
    }

    private void waitFor(Duration pause) {
        try {
            var unused = stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }

    private Duration waitAndLengthen(Duration pause) {
        waitFor(pause);
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
    }
}
