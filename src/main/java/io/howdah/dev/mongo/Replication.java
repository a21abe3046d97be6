package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which writes a majority of the replica set has. Normally every write reaches a majority at once. While replication is held,
 * writes are visible to local reads only, until they are released or rolled back.
 *
 * <p>No command may run during a call of {@link #hold()}, {@link #release()} or {@link #rollBack()}.
 */
final class Replication {

    private final BoundedOplog oplog;

    /** Collections with documents that no majority has. */
    private final Set<EmbeddedCollection> uncommitted = ConcurrentHashMap.newKeySet();

    private volatile boolean held;

    Replication(BoundedOplog oplog) {
        this.oplog = oplog;
    }

    BoundedOplog oplog() {
        return oplog;
    }

    boolean isHeld() {
        return held;
    }

    /** Adds a collection with documents to commit or roll back. */
    void add(EmbeddedCollection collection) {
        uncommitted.add(collection);
    }

    void hold() {
        held = true;
        oplog.hold();
    }

    void release() {
        uncommitted.forEach(EmbeddedCollection::commit);
        end();
        oplog.release();
    }

    void rollBack() {
        uncommitted.forEach(EmbeddedCollection::rollBack);
        end();
        oplog.rollBack();
    }

    private void end() {
        uncommitted.clear();
        held = false;
    }

    /**
     * Runs a command with its read and write concern: reads are causally consistent, and majority writes are acknowledged when a
     * majority has them.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 11602 if writes are rolled back meanwhile
     */
    Document run(Document command, BooleanSupplier disconnected, Supplier<Document> action) {
        int rollbacks = oplog.rollbacks();
        if (held) {
            awaitReadable(command, disconnected);
        }
        Document reply = action.get();
        if (held) {
            reply = awaitMajority(command, reply, disconnected);
        }
        if (oplog.rollbacks() != rollbacks) {
            throw ServerErrors.steppedDown();
        }
        return reply;
    }

    private void awaitReadable(Document command, BooleanSupplier disconnected) {
        BsonTimestamp time = ReadConcern.of(command).needs(oplog.last());
        if (time != null && !oplog.awaitCommit(time, nanos(command.get("maxTimeMS")), disconnected)) {
            throw ServerErrors.maxTimeExpired();
        }
    }

    private Document awaitMajority(Document command, Document reply, BooleanSupplier disconnected) {
        if (!(command.get("writeConcern") instanceof Document concern)
                || !isMajority(concern.get("w"))
                || oplog.awaitCommit(oplog.last(), nanos(concern.get("wtimeout")), disconnected)) {
            return reply;
        }
        return new Document(reply).append("writeConcernError", ServerErrors.replicationTimedOut());
    }

    private static boolean isMajority(@Nullable Object w) {
        return w instanceof Number number ? number.intValue() > 1 : w != null;
    }

    private static long nanos(@Nullable Object millis) {
        return millis instanceof Number number && number.longValue() > 0
                ? TimeUnit.MILLISECONDS.toNanos(number.longValue())
                : Long.MAX_VALUE;
    }
}
