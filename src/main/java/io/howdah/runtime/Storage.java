package io.howdah.runtime;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.howdah.config.Settings;
import io.howdah.model.ReadModels;
import io.howdah.runtime.source.StartException;
import io.howdah.security.CursorKeys;
import io.howdah.store.ModelCollections;
import io.howdah.store.ModelShapes;
import java.util.List;
import java.util.Optional;

/**
 * The databases: the documents of the read models, and Howdah's own state.
 *
 * @param mongo the connection, closed by its creator
 * @param system the database of Howdah's own state
 * @param collections the collections of the read models
 * @param shapes the fingerprints of the stored documents
 * @param cursorKeys the keys that sign clients' cursors
 */
public record Storage(
        MongoClient mongo,
        MongoDatabase system,
        ModelCollections collections,
        ModelShapes shapes,
        CursorKeys cursorKeys)
        implements AutoCloseable {

    /** Creates the storage that the settings name. Reads and writes work without {@link #start}. */
    public static Storage of(Settings settings, MongoClient mongo) {
        return of(settings, mongo, settings.cursors().secret());
    }

    /** Creates the storage of golden tests, without the cursor secret. */
    public static Storage golden(Settings settings, MongoClient mongo) {
        return of(settings, mongo, Optional.empty());
    }

    private static Storage of(Settings settings, MongoClient mongo, Optional<String> cursorSecret) {
        MongoDatabase system = mongo.getDatabase(settings.mongo().systemDatabase());
        ModelCollections collections =
                new ModelCollections(mongo, settings.mongo().database());
        return new Storage(
                mongo,
                system,
                collections,
                new ModelShapes(system, collections, settings.ingest().acceptedModels()),
                new CursorKeys(system, cursorSecret));
    }

    /** Follows the changes of other processes from now on. */
    void start() {
        collections.start();
        cursorKeys.start();
    }

    /**
     * Prepares the database for these models. Call it before anything is served or stored.
     *
     * @throws StartException if stored documents do not match the SDL, or the server refuses an index
     */
    void prepare(ReadModels models) {
        List<String> refusals = shapes.refusals(models);
        if (!refusals.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), refusals));
        }
        shapes.keep(models);
        Database.createIndexes(collections, models);
    }

    @Override
    public void close() {
        cursorKeys.close();
        collections.close();
    }
}
