package io.howdah.change;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Bounded queue of changes that a shared stream has read for one route. If the route falls behind, the queue ends and the
 * route reads a stream of its own. Thread-safe.
 */
final class RouteQueue {

    private static final int MAX_CHANGES = 5_000;
    private static final long MAX_BYTES = 8L * 1024 * 1024;
    private static final long WAIT_MS = 1_000;

    private final String collection;
    private final boolean lookup;
    private final FollowedCollection followed;
    private final Queue<ChangeStreamDocument<RawBsonDocument>> waiting = new ArrayDeque<>();
    private long bytes;
    private @Nullable String start;
    private @Nullable BsonDocument passed;
    private boolean ended;

    /**
     * The next element; both components are null if nothing came within a second.
     *
     * @param change a change of the collection
     * @param passed the position up to which nothing else happened
     */
    record Taken(
            @Nullable ChangeStreamDocument<RawBsonDocument> change,
            @Nullable BsonDocument passed) {}

    /**
     * Creates an empty queue.
     *
     * @param followed the collection to follow, until a rebuild switches to another one
     * @param lookup whether the server looks up the documents of updates
     */
    RouteQueue(FollowedCollection followed, boolean lookup) {
        this.followed = followed;
        this.collection = followed.present();
        this.lookup = lookup;
    }

    String collection() {
        return collection;
    }

    boolean lookup() {
        return lookup;
    }

    FollowedCollection followed() {
        return followed;
    }

    /** Records that every change after this position will be offered. Only the first call counts. */
    synchronized void begin(BsonDocument token) {
        if (start == null) {
            start = StreamPositions.of(token);
        }
    }

    /** Returns whether the queue has every change after this position. */
    synchronized boolean reachesBackTo(BsonDocument token) {
        return start != null && !ended && start.compareTo(StreamPositions.of(token)) <= 0;
    }

    /** Adds a change, or returns false if the queue is full. */
    synchronized boolean offer(ChangeStreamDocument<RawBsonDocument> change) {
        long size = size(change);
        if (ended || waiting.size() >= MAX_CHANGES || (!waiting.isEmpty() && bytes + size > MAX_BYTES)) {
            return false;
        }
        waiting.add(change);
        bytes += size;
        notifyAll();
        return true;
    }

    /** Records that everything up to this position was offered. */
    synchronized void pass(BsonDocument token) {
        if (!ended) {
            passed = token;
            notifyAll();
        }
    }

    /** Ends the queue: it accepts no more changes, and the waiting ones can still be taken. */
    synchronized void end() {
        ended = true;
        passed = null;
        notifyAll();
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** Returns whether the queue is ended and empty. */
    synchronized boolean isOver() {
        return ended && waiting.isEmpty();
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Takes the next element, and waits for it. */
    synchronized Taken take() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MS);
        long left = WAIT_MS;
        while (waiting.isEmpty() && passed == null && !ended && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        ChangeStreamDocument<RawBsonDocument> change = waiting.poll();
        if (change != null) {
            bytes -= size(change);
            return new Taken(change, null);
        }
        BsonDocument position = passed;
        passed = null;
        return new Taken(null, position);
    }

    private static long size(ChangeStreamDocument<RawBsonDocument> change) {
        RawBsonDocument document = change.getFullDocument();
        return document == null ? 0 : document.getByteBuffer().remaining();
    }
}
