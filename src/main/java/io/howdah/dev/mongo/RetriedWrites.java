package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The latest retryable write of each session, with its reply. After a connection failure, a driver sends the same write again, possibly
 * while the first is still running.
 */
final class RetriedWrites {

    private static final int MAX_SESSIONS = 1_000;
    private static final float LOAD_FACTOR = 0.75f;

    private final Map<Object, Write> newest = new LinkedHashMap<>(MAX_SESSIONS, LOAD_FACTOR, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Write> eldest) {
            return size() > MAX_SESSIONS;
        }
    };

    /**
     * Runs a command. If it repeats the latest write of its session, finished or running, returns the reply of that write instead.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 225 if its session has a newer write
     */
    Document once(Document command, Supplier<Document> action) {
        Object session = command.get("lsid");
        if (session == null || !(command.get("txnNumber") instanceof Number number)) {
            return action.get();
        }
        Write write = new Write(number.longValue(), new CompletableFuture<>());
        Write known = claim(session, write);
        if (known != null) {
            return known.reply.join();
        }
        try {
            write.reply.complete(action.get());
        } catch (RuntimeException e) {
            forget(session, write);
            write.reply.completeExceptionally(e);
            throw e;
        }
        return write.reply.join();
    }

    private synchronized @Nullable Write claim(Object session, Write write) {
        Write last = newest.get(session);
        if (last != null && last.number > write.number) {
            throw ServerErrors.transactionTooOld(write.number, last.number);
        }
        if (last != null && last.number == write.number) {
            return last;
        }
        newest.put(session, write);
        return null;
    }

    /** Forgets all writes, because a rollback may undo them. */
    synchronized void forgetAll() {
        newest.clear();
    }

    private synchronized void forget(Object session, Write write) {
        newest.remove(session, write);
    }

    private record Write(long number, CompletableFuture<Document> reply) {}
}
