package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Remaining documents of a reply, which the client fetches with {@code getMore}. */
interface ServerCursor {

    /**
     * Returns the next documents.
     *
     * @param limit max number of documents
     * @param waitNanos max time that a change stream waits for its first event
     * @param cancelled returns whether the client no longer waits
     */
    Batch next(int limit, long waitNanos, BooleanSupplier cancelled);

    /**
     * A batch of documents, smaller than the max size of a message.
     *
     * @param documents the documents, at least one unless the cursor is a change stream or is at its end
     * @param token position of a change stream after the batch, null for other cursors
     * @param last whether this is the last batch
     */
    record Batch(List<Document> documents, @Nullable ResumeToken token, boolean last) {}
}
