package io.howdah.bench;

import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** The collection that a run fills. */
final class Store implements AutoCloseable {

    private final MongoClient mongo;
    private final String database;
    private final MongoCollection<Document> rides;

    Store(MongoClient mongo, String database) {
        this.mongo = mongo;
        this.database = database;
        this.rides = mongo.getDatabase(database).getCollection("rides");
    }

    /** The connector finds a document by its business key, which the others have as {@code _id}. */
    void indexBusinessKey() {
        rides.createIndex(Indexes.ascending("id"), new IndexOptions().unique(true));
    }

    /** How many of these keys are stored. */
    int present(List<String> keys) {
        int count = 0;
        for (Document ignored : rides.find(in("id".equals(keyField()) ? "id" : "_id", keys)).projection(include("_id"))) {
            count++;
        }
        return count;
    }

    private boolean byBusinessKey;

    void byBusinessKey() {
        byBusinessKey = true;
    }

    private String keyField() {
        return byBusinessKey ? "id" : "_id";
    }

    /** Fails unless each key is there once, with its greatest version. */
    void check(Map<String, Long> expected) {
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
