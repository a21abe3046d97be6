package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest retryable writes and their replies: a driver whose connection broke sends the same write again, maybe while
 * the first is still running.
 */
final class RetriedWrites {

    private static final int KEPT = 1_000;

    private final Map<Document, CompletableFuture<Document>> replies = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Document, CompletableFuture<Document>> eldest) {
            return size() > KEPT;
        }
    };

    /** Runs a command, unless it is a write that was run before or still is, whose reply is then this one's as well. */
    Document once(Document command, Supplier<Document> run) {
        if (!command.containsKey("txnNumber")) {
            return run.get();
        }
        Document key = new Document("lsid", command.get("lsid")).append("txnNumber", command.get("txnNumber"));
        CompletableFuture<Document> reply = new CompletableFuture<>();
        CompletableFuture<Document> known = claim(key, reply);
        if (known != null) {
            return known.join();
        }
        try {
            reply.complete(run.get());
        } catch (RuntimeException e) {
            forget(key);
            reply.completeExceptionally(e);
            throw e;
        }
        return reply.join();
    }

    private synchronized @Nullable CompletableFuture<Document> claim(Document key, CompletableFuture<Document> reply) {
        return replies.putIfAbsent(key, reply);
    }

    /** Forgets all of them, as what they have done may be rolled back. */
    synchronized void forgetAll() {
        replies.clear();
    }

    private synchronized void forget(Document key) {
        replies.remove(key);
    }
}
