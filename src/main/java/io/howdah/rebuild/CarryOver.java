package io.howdah.rebuild;

import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Carries documents over that the new collection lacks, tombstones too, as they are; none is overwritten. */
final class CarryOver {

    private static final int BATCH = 1000;
    private static final Bson KEY_ALONE = include("_id");

    private final MongoCollection<Document> from;
    private final MongoCollection<Document> to;

    CarryOver(MongoCollection<Document> from, MongoCollection<Document> to) {
        this.from = from.withReadPreference(ReadPreference.primary());
        this.to = to.withReadPreference(ReadPreference.primary());
    }

    /**
     * Carries all of them over.
     *
     * @param each is run after each batch with the number of its documents that were lacking; it may throw to end the work
     * @throws com.mongodb.MongoException if the server fails; all may be done again
     */
    void run(java.util.function.IntConsumer each) {
        // By pages and not by one cursor: a server forgets an idle one, and an outage would begin it anew.
        Bson page = new Document();
        while (true) {
            List<Object> keys = from.find(page)
                    .projection(KEY_ALONE)
                    .sort(ascending("_id"))
                    .limit(BATCH)
                    .map(document -> document.get("_id"))
                    .into(new ArrayList<>());
            if (keys.isEmpty()) {
                return;
            }
            each.accept(carry(keys));
            page = gt("_id", keys.get(keys.size() - 1));
        }
    }

    private int carry(List<Object> keys) {
        Set<Object> lacking = new HashSet<>(keys);
        to.find(in("_id", keys)).projection(KEY_ALONE).forEach(document -> lacking.remove(document.get("_id")));
        if (lacking.isEmpty()) {
            return 0;
        }
        List<Document> documents = from.find(in("_id", lacking)).into(new ArrayList<>());
        try {
            return documents.isEmpty()
                    ? 0
                    : to.insertMany(documents, new InsertManyOptions().ordered(false))
                            .getInsertedIds()
                            .size();
        } catch (MongoBulkWriteException e) {
            boolean there = e.getWriteErrors().stream()
                    .allMatch(error -> ErrorCategory.fromErrorCode(error.getCode()) == ErrorCategory.DUPLICATE_KEY);
            if (there && e.getWriteConcernError() == null) {
                return e.getWriteResult().getInsertedCount();
            }
            throw e;
        }
    }
}
