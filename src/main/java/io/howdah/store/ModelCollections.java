package io.howdah.store;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.howdah.model.ReadModel;
import org.bson.Document;

/** The collection that holds a read model's documents at present: the one that the SDL names. */
public final class ModelCollections {

    private final MongoDatabase database;

    /** Looks into this database, that of the read models. */
    public ModelCollections(MongoDatabase database) {
        this.database = database;
    }

    /** Return the name of the collection that is read and written at present. */
    public String nameOf(ReadModel model) {
        return model.collection();
    }

    /** Return the collection that is read and written at present. */
    public MongoCollection<Document> of(ReadModel model) {
        return named(nameOf(model));
    }

    /** Return a collection of the read models' database. */
    public MongoCollection<Document> named(String name) {
        return database.getCollection(name);
    }
}
