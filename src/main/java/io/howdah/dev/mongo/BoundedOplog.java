package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The changes of the whole server in their order, the newest {@code capacity} of them.
 *
 * <p>Entries are numbered; a reader holds the number of the entry that it wants next, finds it without a search, and
 * waits for it without polling. An entry gets its cluster time and its number under one lock, so no reader skips one.
 *
 * <p>The library's own notices are ignored: they come after the collection's lock is released, hold refused duplicates,
 * and lack {@code findAndModify}. Collections and databases append instead.
 */
final class BoundedOplog implements Oplog {

    private final Clock clock;
    private final OplogEntry[] ring;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition appended = lock.newCondition();

    /** How many entries there have ever been: the number of the next. */
    private long end;

    /** The number of the first entry that is still here. */
    private long oldest;

    private BsonTimestamp last;

    /** The time of the last entry that there ever was, rolled back or not. */
    private BsonTimestamp issued;

    /** The end and the last time that a majority has, which only stand apart while replication is held. */
    private long committedEnd;

    private BsonTimestamp committed;
    private boolean held;
    private final AtomicInteger rollbacks = new AtomicInteger();

    BoundedOplog(int capacity, Clock clock) {
        this.clock = clock;
        this.ring = new OplogEntry[capacity];
        this.last = new BsonTimestamp(clock.instant(), 0);
        this.issued = last;
        this.committed = last;
        append(Change.none());
    }

    void append(Change change) {
        lock.lock();
        try {
            Instant now = clock.instant();
            BsonTimestamp first = new BsonTimestamp(now, 1);
            last = first.compareTo(issued) > 0 ? first : new BsonTimestamp(issued.getValue() + 1);
            issued = last;
            ring[slot(end)] = new OplogEntry(last, now, change);
            end++;
            oldest = Math.max(oldest, end - ring.length);
            if (!held) {
                commit();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Appends an entry that no stream shows if there was none for long, so that idle streams do not lose their history. */
    void appendIfIdle(Duration idle) {
        lock.lock();
        try {
            Instant newest = ring[slot(end - 1)].wallTime();
            if (newest.plus(idle).isBefore(clock.instant())) {
                append(Change.none());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The position of the newest entry: the server's operation time. */
    BsonTimestamp last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** The position of the newest entry that a majority has. */
    BsonTimestamp committed() {
        lock.lock();
        try {
            return committed;
        } finally {
            lock.unlock();
        }
    }

    /** The number that the next entry will have. */
    long end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the log grow without a majority having its entries. */
    void hold() {
        lock.lock();
        try {
            held = true;
        } finally {
            lock.unlock();
        }
    }

    void release() {
        lock.lock();
        try {
            held = false;
            commit();
        } finally {
            lock.unlock();
        }
    }

    /** How often entries were rolled back. */
    int rollbacks() {
        return rollbacks.get();
    }

    /** Forgets the entries that no majority has, and appends one, as a new primary does. */
    void rollBack() {
        lock.lock();
        try {
            held = false;
            rollbacks.incrementAndGet();
            end = committedEnd;
            append(Change.none());
        } finally {
            lock.unlock();
        }
    }

    private void commit() {
        committedEnd = end;
        committed = last;
        appended.signalAll();
    }

    /**
     * Waits until a majority has the entries up to a time.
     *
     * @return whether it has them before the time is over, the wait is cancelled, or entries are rolled back
     */
    boolean awaitCommit(BsonTimestamp time, long nanos, BooleanSupplier cancelled) {
        lock.lock();
        try {
            int before = rollbacks.get();
            long left = nanos;
            while (committed.compareTo(time) < 0
                    && left > 0
                    && rollbacks.get() == before
                    && !cancelled.getAsBoolean()) {
                left = appended.awaitNanos(left);
            }
            return committed.compareTo(time) >= 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The entries from a number on that a majority has, at most {@code limit} of them.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 286 if the first of them has left the log
     */
    List<OplogEntry> read(long from, int limit) {
        lock.lock();
        try {
            if (from < oldest) {
                throw ServerErrors.changeStreamHistoryLost();
            }
            long to = Math.min(committedEnd, from + limit);
            List<OplogEntry> entries = new ArrayList<>();
            for (long number = from; number < to; number++) {
                entries.add(ring[slot(number)]);
            }
            return entries;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The number of the first entry at a position or behind it, among those that a majority has and the next.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 286 if the log has lost entries and no longer
     *     reaches back to the position
     */
    long numberAt(BsonTimestamp position) {
        lock.lock();
        try {
            long low = oldest;
            if (low > 0 && position.compareTo(ring[slot(low)].clusterTime()) < 0) {
                throw ServerErrors.changeStreamHistoryLost();
            }
            long high = committedEnd;
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (ring[slot(middle)].clusterTime().compareTo(position) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a majority has an entry of that number, at most the given time, or until {@link #wake} finds the wait
     * cancelled.
     */
    void await(long number, long nanos, BooleanSupplier cancelled) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (committedEnd <= number && left > 0 && !cancelled.getAsBoolean()) {
                left = appended.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets every waiting reader ask again whether its wait is cancelled. */
    void wake() {
        lock.lock();
        try {
            appended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void handleDropCollection(String namespace) {}

    @Override
    public void handleInsert(String namespace, List<Document> documents) {}

    @Override
    public void handleUpdate(String namespace, Document selector, Document query, List<Object> modifiedIds) {}

    @Override
    public void handleDelete(String namespace, Document query, List<Object> deletedIds) {}

    @Override
    public Cursor createCursor(Document changeStreamDocument, String namespace, Aggregation aggregation) {
        throw new UnsupportedOperationException("ChangeStreams opens the streams");
    }

    private int slot(long number) {
        return (int) (number % ring.length);
    }
}
