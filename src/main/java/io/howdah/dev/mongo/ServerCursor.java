package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What is left of a reply, for the client to fetch with {@code getMore}. */
interface ServerCursor {

    /**
     * The next documents.
     *
     * @param limit how many at most
     * @param waitNanos how long a change stream may wait for its first
     * @param cancelled whether nobody waits for them any more
     */
    Batch next(int limit, long waitNanos, BooleanSupplier cancelled);

    /**
     * A part of an answer, below the size of a message.
     *
     * @param documents the documents, at least one unless the cursor is a change stream or is at its end
     * @param token where a change stream goes on after them, null for another cursor
     * @param last whether there is nothing more to fetch
     */
    record Batch(List<Document> documents, @Nullable ResumeToken token, boolean last) {}
}
