package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Cursor over the result of a query, as of the time of the query. */
final class ListCursor implements ServerCursor {

    private final List<Document> documents;
    private int position;

    ListCursor(List<Document> documents) {
        this.documents = documents;
    }

    @Override
    public synchronized Batch next(int limit, long waitNanos, BooleanSupplier cancelled) {
        BatchBuilder batch = new BatchBuilder(limit);
        while (position < documents.size() && !batch.isFull()) {
            batch.add(documents.get(position++));
        }
        return new Batch(batch.documents(), null, position >= documents.size());
    }
}
