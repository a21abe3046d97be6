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
 * The databases: the read models' documents, and what Howdah remembers beside them.
 *
 * @param mongo the connection, which its creator closes
 * @param system the database of what Howdah remembers
 * @param collections the read models' documents
 * @param shapes how the stored documents are written
 * @param cursorKeys the keys of clients' cursors
 */
public record Storage(
        MongoClient mongo,
        MongoDatabase system,
        ModelCollections collections,
        ModelShapes shapes,
        CursorKeys cursorKeys)
        implements AutoCloseable {

    /** Creates the storage that the settings name; it needs no {@link #start} to be read and written. */
    public static Storage of(Settings settings, MongoClient mongo) {
        return of(settings, mongo, settings.cursors().secret());
    }

    /** Creates the storage of golden tests, which know no secret. */
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

    /** Follows what other processes change from now on. */
    void start() {
        collections.start();
        cursorKeys.start();
    }

    /**
     * Makes the database ready for these models, before anything is served or stored.
     *
     * @throws StartException if stored documents differ from what the SDL declares, or the server refuses an index
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
