package io.howdah.change;

import static com.mongodb.client.model.Aggregates.match;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.observe.FailureState;
import io.howdah.store.ModelCollections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Reads the changes of a database once for all routes that keep up with it, because a server with many streams is slow
 * (SERVER-32946). A route returns to a stream of its own if its queue is full, or at anything but a plain change of its
 * collection (a switch of a rebuild, a drop, lost history). It attaches again when it has caught up. One route thus
 * neither stops nor delays another.
 */
final class SharedStream implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedStream.class);

    /** A route without changes receives the position of the stream so often, while other routes receive changes. */
    private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int MAX_REFUSALS = 3;

    private final MongoDatabase database;
    private final Retries retries = new Retries();
    private final Set<RouteQueue> queues = new LinkedHashSet<>();
    private @Nullable Thread thread;
    private boolean isOther;
    private @Nullable ResumeToken position;
    private long reportedAt;
    private int refusals;
    private final Linger linger = new Linger();
    private final FailureState trouble = new FailureState();
    private final StreamSilence asking = new StreamSilence();

    /** Creates a stream that runs while it has routes. */
    SharedStream(MongoDatabase database) {
        this.database = ChangeStream.reading(database);
    }

    /**
     * Creates a queue for a route's changes. The stream fills it from its next read on, see {@link
     * RouteQueue#reachesBackTo}.
     *
     * @param position the route's position; the stream starts there if it is not running
     */
    synchronized RouteQueue attach(FollowedCollection followed, boolean lookup, ResumeToken position) {
        RouteQueue queue = new RouteQueue(followed, lookup);
        queues.add(queue);
        isOther = true;
        notifyAll();
        if (thread == null) {
            this.position = position;
            thread = new Thread(this, "howdah-change-stream-" + database.getName());
            thread.setDaemon(true);
            thread.start();
        }
        return queue;
    }

    /** Ends a route's queue. */
    synchronized void detach(RouteQueue queue) {
        isOther |= queues.remove(queue);
        queue.end();
        notifyAll();
    }

    /** Returns why the stream cannot be read at the moment; empty while it can. */
    Optional<FailureState.Present> trouble() {
        return trouble.present().or(asking::trouble);
    }

    @Override
    public void run() {
        try {
            List<RouteQueue> served = begin();
            while (!served.isEmpty()) {
                try {
                    read(served);
                } catch (RuntimeException | Error e) {
                    recover(served, e);
                }
                served = begin();
            }
        } finally {
            end();
        }
    }

    /** Ends all queues, so that after an error of the JVM no route waits for a dead thread. */
    private synchronized void end() {
        if (thread == Thread.currentThread()) {
            thread = null;
            queues.forEach(RouteQueue::end);
            queues.clear();
        }
    }

    /** Returns the present routes. Without any the stream ends. */
    private synchronized List<RouteQueue> begin() {
        isOther = false;
        if (queues.isEmpty()) {
            thread = null;
        }
        return List.copyOf(queues);
    }

    private synchronized boolean hasOthers() {
        return isOther;
    }

    private void read(List<RouteQueue> served) {
        ResumeToken from = Objects.requireNonNull(position);
        asking.begins();
        try (MongoChangeStreamCursor<ChangeEvent> cursor = open(served, from)) {
            served.forEach(queue -> queue.begin(from));
            while (!hasOthers()) {
                take(cursor, served);
                retries.reset();
                refusals = 0;
                trouble.recovered();
            }
        } finally {
            asking.ends();
        }
    }

    private MongoChangeStreamCursor<ChangeEvent> open(List<RouteQueue> served, ResumeToken from) {
        Set<String> collections = new LinkedHashSet<>(Set.of(ModelCollections.POINTERS));
        served.forEach(queue -> collections.add(queue.collection()));
        ChangeStreamIterable<RawBsonDocument> changes = database.watch(
                        List.of(match(or(
                                in("ns.coll", collections),
                                in("to.coll", collections),
                                eq("operationType", OperationType.INVALIDATE.getValue()),
                                ChangeStream.changeAt(from)))),
                        RawBsonDocument.class)
                .resumeAfter(from.value())
                .maxAwaitTime(ChangeStream.MAX_AWAIT_MS, TimeUnit.MILLISECONDS);
        if (served.stream().anyMatch(RouteQueue::lookup)) {
            changes.fullDocument(FullDocument.UPDATE_LOOKUP);
        }
        return ChangeStream.cursor(changes);
    }

    private void take(MongoChangeStreamCursor<ChangeEvent> cursor, List<RouteQueue> served) {
        asking.begins();
        List<ChangeEvent> batch = batch(cursor);
        ResumeToken token = batch.isEmpty()
                ? ResumeToken.ofNullable(cursor.getResumeToken())
                : batch.get(batch.size() - 1).token();
        asking.ends();
        served.forEach(queue -> dispatch(batch, queue));
        if (token == null) {
            return;
        }
        position = token;
        if (batch.isEmpty() || System.nanoTime() - reportedAt > REPORT_NANOS) {
            reportedAt = System.nanoTime();
            served.forEach(queue -> queue.pass(token));
        }
        linger.afterBatch(batch.size()).ifPresent(this::pause);
    }

    /** Returns the changes of the server's next reply; none if nothing came within the await time. */
    private static List<ChangeEvent> batch(MongoChangeStreamCursor<ChangeEvent> cursor) {
        List<ChangeEvent> batch = new ArrayList<>();
        ChangeEvent change = cursor.tryNext();
        while (change != null) {
            batch.add(change);
            change = cursor.available() > 0 ? cursor.tryNext() : null;
        }
        return batch;
    }

    /** Hands a route its changes, up to one that ends its queue. */
    private void dispatch(List<ChangeEvent> batch, RouteQueue queue) {
        List<ChangeEvent> plain = new ArrayList<>(batch.size());
        for (ChangeEvent change : batch) {
            if (isEnd(change, queue)) {
                queue.offer(plain);
                end(queue, change);
                return;
            }
            if (queue.collection().equals(change.collection())) {
                plain.add(change);
            }
        }
        if (!queue.offer(plain)) {
            end(queue, plain.get(0));
        }
    }

    /** Returns whether a change is one that the route must read on a stream of its own. */
    private static boolean isEnd(ChangeEvent change, RouteQueue queue) {
        String collection = change.collection();
        if (change.operation() == OperationType.INVALIDATE || collection == null) {
            return true;
        }
        if (collection.equals(ModelCollections.POINTERS)) {
            return queue.followed().isAwayFrom(queue.collection(), change);
        }
        return queue.collection().equals(change.destination())
                || (collection.equals(queue.collection()) && !ChangeStream.DATA.contains(change.operation()));
    }

    private void end(RouteQueue queue, ChangeEvent change) {
        if (!queue.isEnded()) {
            detach(queue);
            LOG.atInfo()
                    .addKeyValue("collection", queue.collection())
                    .addKeyValue("operation", change.operation().getValue())
                    .addKeyValue("waiting", queue.size())
                    .log("A route fell behind or its collection was switched: it reads a stream of its own for now");
        }
    }

    private void recover(List<RouteQueue> served, Throwable failure) {
        if (StreamFailures.isHistoryLost(failure) || StreamFailures.isTooLarge(failure) || isRefusedAgain(failure)) {
            // Each route retries from its own position. It reports the failure, or is the only one that fails.
            refusals = 0;
            served.forEach(this::detach);
            return;
        }
        if (hasOthers()) {
            return;
        }
        trouble.failed(String.valueOf(failure.getMessage()));
        Level level = retries.level();
        Duration pause = retries.next();
        LOG.atLevel(level)
                .addKeyValue("database", database.getName())
                .addKeyValue("retryMs", pause.toMillis())
                .addKeyValue("reason", failure.getMessage())
                .log("Change stream failed, Howdah reopens it from its position");
        pause(pause);
    }

    /** Returns whether the server refuses this position repeatedly, as opposed to an outage. */
    private boolean isRefusedAgain(Throwable failure) {
        boolean isAway = failure instanceof MongoSocketException || failure instanceof MongoTimeoutException;
        refusals = isAway ? 0 : refusals + 1;
        return refusals == MAX_REFUSALS;
    }

    /** Waits, or returns at once when routes attach or detach. */
    private synchronized void pause(Duration pause) {
        try {
            long end = System.nanoTime() + pause.toNanos();
            for (long left = pause.toMillis(); !isOther && left > 0; left = millisUntil(end)) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long millisUntil(long nanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime());
    }
}
