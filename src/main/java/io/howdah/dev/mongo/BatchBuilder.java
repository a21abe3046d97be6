package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;

/** Collects documents until a batch is full: by count, or at 16 MiB, because drivers reject messages over 48 MB. */
final class BatchBuilder {

    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /** Max size of a document in a reply: slightly more than that of a stored document. */
    private static final int MAX_DOCUMENT = MAX_BYTES + 16 * 1024;

    private final int limit;
    private final List<Document> documents = new ArrayList<>();
    private BsonSize size = BsonSize.AT_MOST;
    private int bytes;

    BatchBuilder(int limit) {
        this.limit = limit;
    }

    boolean isFull() {
        return documents.size() >= limit || bytes >= MAX_BYTES;
    }

    boolean isEmpty() {
        return documents.isEmpty();
    }

    void add(Document document) {
        int added = size.of(document);
        if (added > MAX_DOCUMENT && BsonSize.EXACT.of(document) > MAX_DOCUMENT) {
            throw ServerErrors.tooLarge(BsonSize.EXACT.of(document));
        }
        documents.add(document);
        bytes += added;
        if (size == BsonSize.AT_MOST && bytes >= MAX_BYTES) {
            size = BsonSize.EXACT;
            bytes = documents.stream().mapToInt(size::of).sum();
        }
    }

    List<Document> documents() {
        return documents;
    }
}
