package io.howdah.change;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
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

    /** Takes one change; throws if it could not be delivered. */
    interface Delivery {
        void deliver(ChangeStreamDocument<Document> change) throws Exception;
    }

    private final ChangeStream stream;
    private final Delivery delivery;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Place place;
    private Duration delay = FIRST_DELAY;
    private volatile String trouble = "not opened yet";

    ChangeStreamFollower(ChangeStream stream, Place beginning, Delivery delivery) {
        this.stream = stream;
        this.place = beginning;
        this.delivery = delivery;
    }

    @Override
    public void run() {
        while (isRunning()) {
            try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor = stream.open(place)) {
                follow(cursor);
            } catch (RuntimeException e) {
                recover(e);
            }
        }
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

    /** Takes the next change, if there is one, and tells whether the stream goes on: an invalidate event ends it. */
    private boolean takeNext(MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor) {
        ChangeStreamDocument<Document> change = cursor.tryNext();
        if (change == null) {
            // The server's own place moves on while nothing of ours happens, so that an idle stream does not age out.
            BsonDocument token = cursor.getResumeToken();
            place = token == null ? place : new Place.After(token);
            return true;
        }
        if (DATA.contains(change.getOperationType())) {
            deliver(change);
        }
        if (!isRunning()) {
            return false;
        }
        boolean invalid = change.getOperationType() == OperationType.INVALIDATE;
        place = invalid ? new Place.AfterInvalidate(change.getResumeToken()) : new Place.After(change.getResumeToken());
        return !invalid;
    }

    private void deliver(ChangeStreamDocument<Document> change) {
        Duration pause = FIRST_DELAY;
        while (isRunning()) {
            try {
                delivery.deliver(change);
                return;
            } catch (Exception e) {
                trouble = "a change cannot be delivered: " + e;
                LOG.atWarn()
                        .addKeyValue("collection", stream.collection())
                        .addKeyValue("operation", change.getOperationTypeString())
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
                    .addKeyValue("collection", stream.collection())
                    .log("Change stream's place has left the server's history, changes since then were not notified");
            place = new Place.Beginning(null);
            return;
        }
        trouble = String.valueOf(failure.getMessage());
        LOG.atWarn()
                .addKeyValue("collection", stream.collection())
                .addKeyValue("retryMs", delay.toMillis())
                .addKeyValue("reason", failure.getMessage())
                .log("Change stream broke off, it is opened again from its place");
        delay = waitAndLengthen(delay);
    }

    private Duration waitAndLengthen(Duration pause) {
        try {
            if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return pause;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
    }
}
