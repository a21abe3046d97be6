package io.howdah.ingest.rebuild;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import io.howdah.ingest.DocumentMerge;
import io.howdah.model.ReadModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Copies documents that the new collection lacks, tombstones included. If both collections have a document, copies the
 * parts that are newer in the old one or missing in the new one.
 */
final class CarryOver {

    private static final int BATCH = 1000;
    private static final Bson STATE = include("_h");

    private final ReadModel model;
    private final MongoCollection<Document> from;
    private final MongoCollection<Document> to;

    CarryOver(ReadModel model, MongoCollection<Document> from, MongoCollection<Document> to) {
        this.model = model;
        // Writes that might still be rolled back are in the topic and are read from known.
        this.from = from.withReadPreference(ReadPreference.primary()).withReadConcern(ReadConcern.MAJORITY);
        // Documents that might be rolled back in the new collection would be left out.
        this.to = to.withReadPreference(ReadPreference.primary()).withReadConcern(ReadConcern.MAJORITY);
    }

    /**
     * Copies all documents.
     *
     * @param each called after each batch with the number of written documents; may throw to stop
     * @throws com.mongodb.MongoException if MongoDB fails; the run may be repeated
     */
    void run(IntConsumer each) {
        // A single cursor: pages that start after the last key would skip keys of other types.
        try (MongoCursor<Document> states = from.find()
                .projection(STATE)
                .sort(ascending("_id"))
                .batchSize(BATCH)
                .cursor()) {
            while (states.hasNext()) {
                Map<Object, Document> page = new HashMap<>();
                do {
                    Document state = states.next();
                    page.put(key(state), state);
                } while (page.size() < BATCH && states.hasNext());
                each.accept(carry(page));
            }
        }
    }

    private int carry(Map<Object, Document> states) {
        int carried = 0;
        List<Object> keys = newerIn(states);
        while (!keys.isEmpty()) {
            carried += write(keys);
            // A concurrent writer may have written older parts.
            keys = newerIn(byKey(from, keys, STATE));
        }
        return carried;
    }

    /** Returns the keys with parts that the new collection lacks. */
    private List<Object> newerIn(Map<Object, Document> states) {
        Map<Object, Document> known = byKey(to, states.keySet(), STATE);
        return states.entrySet().stream()
                .filter(state -> {
                    Document other = known.get(state.getKey());
                    return other == null
                            || DocumentMerge.merge(model, other, state.getValue())
                                    .isPresent();
                })
                .map(Map.Entry::getKey)
                .toList();
    }

    private int write(List<Object> keys) {
        Map<Object, Document> known = byKey(to, keys, null);
        List<WriteModel<Document>> writes = new ArrayList<>();
        byKey(from, keys, null)
                .forEach((key, document) -> write(known.get(key), document).ifPresent(writes::add));
        if (writes.isEmpty()) {
            return 0;
        }
        try {
            return count(to.bulkWrite(writes, new BulkWriteOptions().ordered(false)));
        } catch (MongoBulkWriteException e) {
            boolean raced = e.getWriteErrors().stream().allMatch(CarryOver::isDuplicate);
            if (raced && e.getWriteConcernError() == null) {
                return count(e.getWriteResult());
            }
            throw e;
        }
    }

    private Optional<WriteModel<Document>> write(@Nullable Document known, Document document) {
        if (known == null) {
            return Optional.of(new InsertOneModel<>(document));
        }
        return DocumentMerge.merge(model, known, document)
                .map(merged -> new ReplaceOneModel<>(
                        and(eq("_id", known.get("_id")), eq("_h.rev", DocumentMerge.revision(known))), merged));
    }

    private static boolean isDuplicate(BulkWriteError error) {
        return ErrorCategory.fromErrorCode(error.getCode()) == ErrorCategory.DUPLICATE_KEY
                && error.getMessage().contains(" index: _id_ ");
    }

    private static int count(BulkWriteResult result) {
        return result.getInsertedCount() + result.getMatchedCount();
    }

    private static Map<Object, Document> byKey(
            MongoCollection<Document> collection, Collection<Object> keys, @Nullable Bson projection) {
        Map<Object, Document> found = new HashMap<>();
        collection
                .find(in("_id", keys))
                .projection(projection)
                .batchSize(BATCH + 1)
                .forEach(document -> found.put(key(document), document));
        return found;
    }

    private static Object key(Document document) {
        return Objects.requireNonNull(document.get("_id"));
    }
}
