package io.howdah.store;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads which collections of the read models' database are sharded. On a replica set it only checks that. All methods
 * throw {@link com.mongodb.MongoException} if the server does not answer.
 */
public final class Sharding {

    private static final Logger LOG = LoggerFactory.getLogger(Sharding.class);
    private static final int UNAUTHORIZED = 13;
    /** NamespaceNotFound. */
    private static final int NO_DATABASE = 26;

    private final MongoDatabase database;
    private final MongoDatabase config;
    private final boolean routed;

    Sharding(MongoDatabase database, MongoDatabase config) {
        this.database = database;
        this.config = config;
        // The command name that all server versions support.
        this.routed = "isdbgrid"
                .equals(database.runCommand(new Document("isMaster", 1)).get("msg"));
    }

    /**
     * Returns why a collection cannot hold a read model's documents, or empty if it can. Only a shard key of {@code _id}
     * makes {@code _id} unique.
     */
    public Optional<String> obstacleToIngest(String collection) {
        if (!isSharded(collection, false)) {
            return Optional.empty();
        }
        Document key = key(collection);
        if (key == null || isId(key)) {
            return Optional.empty();
        }
        return Optional.of("collection " + fullName(collection) + " is sharded by " + key.toJson()
                + ", which lets two documents have one _id; shard it by {\"_id\": 1} or {\"_id\": \"hashed\"}");
    }

    /** Returns why the pointers' collection is not usable, or empty if it is. */
    public Optional<String> obstacleToPointers() {
        return isSharded(Pointers.COLLECTION, false)
                ? Optional.of("collection " + fullName(Pointers.COLLECTION)
                        + " must not be sharded; unshard it, or drop it if no model was ever rebuilt")
                : Optional.empty();
    }

    /** Returns why a collection cannot be rebuilt, or empty if it can. */
    public Optional<String> obstacleToRebuild(String collection) {
        return isSharded(collection, true)
                ? Optional.of("collection " + fullName(collection)
                        + " is sharded (or the user lacks collStats on it, so that Howdah cannot tell), and the rebuilt one would"
                        + " not be; use --key or --since, which write the present collection, or unshard it first")
                : Optional.empty();
    }

    private boolean isSharded(String collection, boolean otherwise) {
        if (!routed) {
            return false;
        }
        try {
            return database.runCommand(new Document("collStats", collection)).getBoolean("sharded", false);
        } catch (MongoCommandException e) {
            if (e.getErrorCode() == NO_DATABASE) {
                return false;
            }
            requireUnauthorized(e);
            LOG.atWarn()
                    .addKeyValue("collection", fullName(collection))
                    .addKeyValue("missing", "collStats")
                    .log("Cannot tell whether a collection is sharded; give the user readWrite on its database");
            return otherwise;
        }
    }

    /** Returns the shard key, or null if the user may not read it. */
    private @Nullable Document key(String collection) {
        try {
            Document found = config.getCollection("collections")
                    .find(eq("_id", fullName(collection)))
                    .first();
            return found == null ? null : found.get("key", Document.class);
        } catch (MongoCommandException e) {
            requireUnauthorized(e);
            LOG.atWarn()
                    .addKeyValue("collection", fullName(collection))
                    .addKeyValue("missing", "find on config.collections")
                    .log("Cannot tell the shard key of a collection; it must be _id or hashed _id");
            return null;
        }
    }

    private static void requireUnauthorized(MongoCommandException e) {
        if (e.getErrorCode() != UNAUTHORIZED) {
            throw e;
        }
    }

    private static boolean isId(Document key) {
        return key.size() == 1
                && ("hashed".equals(key.get("_id"))
                        || (key.get("_id") instanceof Number order && order.intValue() == 1));
    }

    private String fullName(String collection) {
        return database.getName() + "." + collection;
    }
}
