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
 * The latest {@code capacity} changes of the whole server, in order. Thread-safe.
 *
 * <p>Entries are numbered. A reader keeps the number of its next entry, finds it without a search, and waits for it without polling. An
 * entry gets its cluster time and its number under one lock, so no reader skips one.
 *
 * <p>The callbacks of the library are ignored: they run after the collection's lock is released, include rejected duplicates, and lack
 * {@code findAndModify}. Collections and databases append entries themselves.
 */
final class BoundedOplog implements Oplog {

    private final Clock clock;
    private final OplogEntry[] buffer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition appended = lock.newCondition();

    /** Number of the next entry: the count of all entries so far. */
    private long end;

    /** Number of the oldest entry in the buffer. */
    private long oldest;

    private BsonTimestamp last;

    /** Time of the latest entry, including entries that were rolled back. */
    private BsonTimestamp issued;

    /** Like {@link #end}, for the entries that a majority has; differs only while replication is held. */
    private long committedEnd;

    private BsonTimestamp committed;
    private boolean held;
    private final AtomicInteger rollbacks = new AtomicInteger();

    BoundedOplog(int capacity, Clock clock) {
        this.clock = clock;
        this.buffer = new OplogEntry[capacity];
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
            buffer[slot(end)] = new OplogEntry(last, now, change);
            end++;
            oldest = Math.max(oldest, end - buffer.length);
            if (!held) {
                commit();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Appends an entry that no stream shows if the oplog was idle, so that idle streams keep their history. */
    void appendIfIdle(Duration idle) {
        lock.lock();
        try {
            Instant newest = buffer[slot(end - 1)].wallTime();
            if (newest.plus(idle).isBefore(clock.instant())) {
                append(Change.none());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the position of the latest entry: the server's operation time. */
    BsonTimestamp last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the position of the latest entry that a majority has. */
    BsonTimestamp committed() {
        lock.lock();
        try {
            return committed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of the next entry. */
    long end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    /** From now on, no majority gets new entries. */
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

    /** Returns the number of rollbacks. */
    int rollbacks() {
        return rollbacks.get();
    }

    /** Removes the entries that no majority has, and appends one, as a new primary does. */
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
     * @return whether a majority has them; false after a timeout, a cancellation or a rollback
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
     * Returns the entries from a number on that a majority has, at most {@code limit}.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 286 if the first of them is no longer in the oplog
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
                entries.add(buffer[slot(number)]);
            }
            return entries;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the number of the first entry at or after a position, at most the number after the last entry that a majority has.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 286 if the oplog no longer reaches back to
     *     the position
     */
    long numberAt(BsonTimestamp position) {
        lock.lock();
        try {
            long low = oldest;
            if (low > 0 && position.compareTo(buffer[slot(low)].clusterTime()) < 0) {
                throw ServerErrors.changeStreamHistoryLost();
            }
            long high = committedEnd;
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (buffer[slot(middle)].clusterTime().compareTo(position) < 0) {
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
     * Waits until a majority has the entry with that number, until the timeout, or until {@link #wake} is called and the wait is
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

    /** Wakes every waiting reader, which then checks whether its wait is cancelled. */
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
        throw new UnsupportedOperationException("use ChangeStreams");
    }

    private int slot(long number) {
        return (int) (number % buffer.length);
    }
}
