package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The open cursors of all clients. Creates the replies with their batches. Thread-safe. */
final class Cursors {

    private static final int DEFAULT_FIRST_BATCH = 101;
    private static final int DEFAULT_AWAIT_MILLIS = 1_000;
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Map<Long, Open> cursors = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();

    /** Returns the first reply. The cursor stays open if it has more documents, unless the client wants a single batch. */
    Document open(String namespace, ServerCursor cursor, @Nullable Object batchSize, boolean single) {
        int limit = batchSize instanceof Number number ? number.intValue() : DEFAULT_FIRST_BATCH;
        ServerCursor.Batch batch = cursor.next(limit, 0, () -> false);
        long id = 0;
        if (!batch.last() && !single) {
            id = ids.incrementAndGet();
            cursors.put(id, new Open(namespace, cursor, System.nanoTime()));
        }
        return reply(id, namespace, "firstBatch", batch);
    }

    /**
     * Returns the reply to a {@code getMore}; waits if the cursor is a change stream without new events.
     *
     * @param disconnected returns whether the client has disconnected
     */
    Document more(Document command, BooleanSupplier disconnected) {
        long id = Fields.required(command, "getMore", Number.class).longValue();
        Open open = cursors.get(id);
        if (open == null) {
            throw ServerErrors.cursorNotFound(id);
        }
        int batchSize = Fields.number(command, "batchSize", 0);
        int millis = Fields.number(command, "maxTimeMS", DEFAULT_AWAIT_MILLIS);
        ServerCursor.Batch batch;
        try {
            batch = open.cursor.next(
                    batchSize > 0 ? batchSize : Integer.MAX_VALUE,
                    TimeUnit.MILLISECONDS.toNanos(millis),
                    () -> disconnected.getAsBoolean() || !cursors.containsKey(id));
        } catch (RuntimeException e) {
            cursors.remove(id);
            throw e;
        }
        open.usedAt = System.nanoTime();
        if (batch.last()) {
            cursors.remove(id);
        }
        return reply(batch.last() ? 0 : id, open.namespace, "nextBatch", batch);
    }

    Document kill(List<?> ids) {
        List<Object> killed = new ArrayList<>();
        List<Object> notFound = new ArrayList<>();
        for (Object id : ids) {
            (id instanceof Long && cursors.remove(id) != null ? killed : notFound).add(id);
        }
        Document reply = new Document("cursorsKilled", killed).append("cursorsNotFound", notFound);
        reply.putAll(ServerErrors.okay());
        return reply;
    }

    /** Closes cursors that have not been used for 10 minutes. */
    void closeIdle() {
        long now = System.nanoTime();
        cursors.values().removeIf(open -> now - open.usedAt > IDLE_NANOS);
    }

    void closeAll() {
        cursors.clear();
    }

    private static Document reply(long id, String namespace, String batchName, ServerCursor.Batch batch) {
        Document cursor = new Document(batchName, batch.documents());
        if (batch.token() != null) {
            cursor.append("postBatchResumeToken", batch.token().toDocument());
        }
        cursor.append("id", id).append("ns", namespace);
        Document reply = new Document("cursor", cursor);
        reply.putAll(ServerErrors.okay());
        return reply;
    }

    private static final class Open {

        private final String namespace;
        private final ServerCursor cursor;
        private volatile long usedAt;

        private Open(String namespace, ServerCursor cursor, long usedAt) {
            this.namespace = namespace;
            this.cursor = cursor;
            this.usedAt = usedAt;
        }
    }
}
