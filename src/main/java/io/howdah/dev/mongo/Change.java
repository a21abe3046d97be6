package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a document, a collection or a database, in the words of a change event.
 *
 * @param operation the event's {@code operationType}
 * @param database where it happened
 * @param collection where it happened, null for a change of the whole database
 * @param fields the event's fields from {@code fullDocument} on, never changed once they are here
 */
record Change(String operation, String database, @Nullable String collection, Document fields) {

    static final String INSERT = "insert";
    static final String UPDATE = "update";
    static final String REPLACE = "replace";
    static final String DELETE = "delete";
    static final String DROP = "drop";
    static final String RENAME = "rename";
    static final String DROP_DATABASE = "dropDatabase";
    static final String INVALIDATE = "invalidate";

    static Change insert(String database, String collection, Document document) {
        return written(INSERT, database, collection, document);
    }

    static Change replace(String database, String collection, Document document) {
        return written(REPLACE, database, collection, document);
    }

    static Change update(String database, String collection, @Nullable Object id, Document updateDescription) {
        Document fields = new Document("ns", namespace(database, collection))
                .append("documentKey", new Document("_id", id))
                .append("updateDescription", updateDescription);
        return new Change(UPDATE, database, collection, fields);
    }

    static Change delete(String database, String collection, @Nullable Object id) {
        Document fields =
                new Document("ns", namespace(database, collection)).append("documentKey", new Document("_id", id));
        return new Change(DELETE, database, collection, fields);
    }

    static Change drop(String database, String collection) {
        return new Change(DROP, database, collection, new Document("ns", namespace(database, collection)));
    }

    static Change rename(String database, String collection, String toDatabase, String toCollection) {
        Document fields =
                new Document("ns", namespace(database, collection)).append("to", namespace(toDatabase, toCollection));
        return new Change(RENAME, database, collection, fields);
    }

    static Change dropDatabase(String database) {
        return new Change(DROP_DATABASE, database, null, new Document("ns", new Document("db", database)));
    }

    /** The log's first entry: it belongs to no stream, and gives the server an operation time before any write. */
    static Change none() {
        return new Change("", "local", null, new Document());
    }

    boolean renamedTo(@Nullable String toDatabase, @Nullable String toCollection) {
        return RENAME.equals(operation)
                && new Document("db", toDatabase).append("coll", toCollection).equals(fields.get("to"));
    }

    private static Change written(String operation, String database, String collection, Document document) {
        Document fields = new Document("fullDocument", document)
                .append("ns", namespace(database, collection))
                .append("documentKey", new Document("_id", document.get("_id")));
        return new Change(operation, database, collection, fields);
    }

    private static Document namespace(String database, String collection) {
        return new Document("db", database).append("coll", collection);
    }
}
