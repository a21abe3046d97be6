package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The replies of the newest retryable writes: a driver whose connection broke sends the same write again. */
final class RetriedWrites {

    private static final int KEPT = 1_000;

    private final Map<Document, Document> replies = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Document, Document> eldest) {
            return size() > KEPT;
        }
    };

    synchronized @Nullable Document replyTo(Document command) {
        return command.containsKey("txnNumber") ? replies.get(key(command)) : null;
    }

    synchronized void remember(Document command, Document reply) {
        if (command.containsKey("txnNumber")) {
            replies.put(key(command), reply);
        }
    }

    private static Document key(Document command) {
        return new Document("lsid", command.get("lsid")).append("txnNumber", command.get("txnNumber"));
    }
}
