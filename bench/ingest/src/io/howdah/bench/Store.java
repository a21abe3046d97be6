package io.howdah.bench;

import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** The database that a run fills, with its collection {@code rides}; dropped at the end. */
final class Store implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MongoClient mongo;
    private final String database;
    private final String key;
    private final MongoCollection<Document> rides;

    private Store(MongoClient mongo, String database, String key) {
        this.mongo = mongo;
        this.database = database;
        this.key = key;
        this.rides = mongo.getDatabase(database).getCollection("rides");
    }

    /** A database where a ride's key is the document's {@code _id}. */
    static Store keyedById(MongoClient mongo, String database) {
        return new Store(mongo, database, "_id");
    }

    /** A database for a writer that finds a ride by the field {@code id}, and needs an index for it. */
    static Store keyedByField(MongoClient mongo, String database) {
        Store store = new Store(mongo, database, "id");
        store.rides.createIndex(Indexes.ascending("id"), new IndexOptions().unique(true));
        return store;
    }

    /** Whether one of these keys is stored. */
    boolean hasAny(List<String> keys) {
        return present(keys) > 0;
    }

    /** Whether all of these keys are stored. */
    boolean hasAll(List<String> keys) {
        return present(keys) == keys.size();
    }

    private int present(List<String> keys) {
        int count = 0;
        for (Document ignored : rides.find(in(key, keys)).projection(include("_id"))) {
            count++;
        }
        return count;
    }

    /**
     * Fails unless each key is there once, with its greatest version, within a while: the last one may be seen before the others of its
     * unordered write.
     */
    void check(Map<String, Long> expected) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                look(expected);
                return;
            } catch (IllegalStateException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    private void look(Map<String, Long> expected) {
        Map<String, Long> stored = new HashMap<>();
        int documents = 0;
        for (Document ride : rides.find().projection(include("id", "sequence")).batchSize(10_000)) {
            stored.put(ride.getString("id"), ((Number) ride.get("sequence")).longValue());
            documents++;
        }
        if (documents != expected.size() || !stored.equals(expected)) {
            long wrong = expected.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(stored.get(entry.getKey())))
                    .count();
            throw new IllegalStateException(database + " holds " + documents + " documents of " + expected.size()
                    + ", and " + wrong + " keys are missing or not of their greatest version");
        }
    }

    @Override
    public void close() {
        mongo.getDatabase(database).drop();
        mongo.getDatabase(database + "_system").drop();
    }
}
