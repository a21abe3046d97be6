package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest retryable write of each session and its reply: a driver whose connection broke sends the same write again,
 * maybe while the first is still running.
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
     * Runs a command, unless it is a write that was run before or still is, whose reply is then this one's as well.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 225 if its session has gone on to a newer write
     */
    Document once(Document command, Supplier<Document> run) {
        Object session = command.get("lsid");
        if (session == null || !(command.get("txnNumber") instanceof Number number)) {
            return run.get();
        }
        Write write = new Write(number.longValue(), new CompletableFuture<>());
        Write known = claim(session, write);
        if (known != null) {
            return known.reply.join();
        }
        try {
            write.reply.complete(run.get());
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

    /** Forgets all of them, as what they have done may be rolled back. */
    synchronized void forgetAll() {
        newest.clear();
    }

    private synchronized void forget(Object session, Write write) {
        newest.remove(session, write);
    }

    private record Write(long number, CompletableFuture<Document> reply) {}
}
