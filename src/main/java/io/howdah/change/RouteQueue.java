package io.howdah.change;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a shared stream has read for one route and the route has not taken yet. It is bounded: a route that falls
 * behind is given no more, and reads on by itself.
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
     * What comes next; both are null where nothing came within a second.
     *
     * @param change a change of the collection
     * @param passed the place up to which nothing else has happened
     */
    record Taken(
            @Nullable ChangeStreamDocument<RawBsonDocument> change,
            @Nullable BsonDocument passed) {}

    /**
     * Makes an empty one.
     *
     * @param followed whose changes are wanted, as long as no rebuild switches to another collection
     * @param lookup whether updates are to look the document up
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

    /** Notes that every change behind this place will be offered; only the first one counts. */
    synchronized void begin(BsonDocument token) {
        if (start == null) {
            start = StreamPositions.of(token);
        }
    }

    /** Whether a route that has seen everything up to this place finds here all that comes behind it. */
    synchronized boolean reachesBackTo(BsonDocument token) {
        return start != null && !ended && start.compareTo(StreamPositions.of(token)) <= 0;
    }

    /** Adds a change, unless there are too many. */
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

    /** Notes that everything up to this place was offered. */
    synchronized void pass(BsonDocument token) {
        if (!ended) {
            passed = token;
            notifyAll();
        }
    }

    /** Ends it: what waits can be taken still, and nothing is added. */
    synchronized void end() {
        ended = true;
        passed = null;
        notifyAll();
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** Whether there is nothing to take and never will be. */
    synchronized boolean isOver() {
        return ended && waiting.isEmpty();
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Takes what comes next, and waits for it. */
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
        BsonDocument place = passed;
        passed = null;
        return new Taken(null, place);
    }

    private static long size(ChangeStreamDocument<RawBsonDocument> change) {
        RawBsonDocument document = change.getFullDocument();
        return document == null ? 0 : document.getByteBuffer().remaining();
    }
}
