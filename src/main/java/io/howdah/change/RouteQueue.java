package io.howdah.change;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
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

    /** Maximum number of changes taken at once; those that were taken do not count as waiting. */
    private static final int MAX_TAKEN = 256;

    private final String collection;
    private final boolean lookup;
    private final FollowedCollection followed;
    private final Queue<ChangeEvent> waiting = new ArrayDeque<>();
    private long bytes;
    private @Nullable String start;
    private @Nullable ResumeToken passed;
    private boolean ended;

    /**
     * The next elements; nothing if nothing came within a second.
     *
     * @param changes changes of the collection, in order
     * @param passed the position up to which nothing else happened; null if there are changes
     */
    record Taken(List<ChangeEvent> changes, @Nullable ResumeToken passed) {}

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
    synchronized void begin(ResumeToken token) {
        if (start == null) {
            start = token.position();
        }
    }

    /** Returns whether the queue has every change after this position. */
    synchronized boolean reachesBackTo(ResumeToken token) {
        return start != null && !ended && start.compareTo(token.position()) <= 0;
    }

    /** Adds changes in order, and returns whether the queue took all; it takes none after one that does not fit. */
    synchronized boolean offer(List<ChangeEvent> changes) {
        for (ChangeEvent change : changes) {
            long size = size(change);
            if (ended || waiting.size() >= MAX_CHANGES || (!waiting.isEmpty() && bytes + size > MAX_BYTES)) {
                return false;
            }
            waiting.add(change);
            bytes += size;
            notifyAll();
        }
        return true;
    }

    /** Records that everything up to this position was offered. */
    synchronized void pass(ResumeToken token) {
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

    /** Takes the next elements, and waits for them. */
    synchronized Taken take() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MS);
        long left = WAIT_MS;
        while (waiting.isEmpty() && passed == null && !ended && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        List<ChangeEvent> changes = new ArrayList<>(Math.min(waiting.size(), MAX_TAKEN));
        while (!waiting.isEmpty() && changes.size() < MAX_TAKEN) {
            ChangeEvent change = waiting.remove();
            bytes -= size(change);
            changes.add(change);
        }
        if (!changes.isEmpty()) {
            return new Taken(changes, null);
        }
        ResumeToken position = passed;
        passed = null;
        return new Taken(List.of(), position);
    }

    private static long size(ChangeEvent change) {
        RawBsonDocument document = change.document();
        return document == null ? 0 : document.getByteBuffer().remaining();
    }
}
