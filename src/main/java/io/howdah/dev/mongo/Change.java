package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of a document, a collection or a database, as a change event describes it.
 *
 * @param operation the event's {@code operationType}
 * @param database the changed database
 * @param collection the changed collection, null for a change of the whole database
 * @param uuid the id of that collection, null for a change of the whole database
 * @param fields the event's fields from {@code fullDocument} on; immutable
 */
record Change(
        String operation,
        String database,
        @Nullable String collection,
        @Nullable UUID uuid,
        Document fields) {

    static final String INSERT = "insert";
    static final String UPDATE = "update";
    static final String REPLACE = "replace";
    static final String DELETE = "delete";
    static final String DROP = "drop";
    static final String RENAME = "rename";
    static final String DROP_DATABASE = "dropDatabase";
    static final String INVALIDATE = "invalidate";

    static Change insert(MongoCollection<?> collection, Document document) {
        return written(INSERT, collection, document);
    }

    static Change replace(MongoCollection<?> collection, Document document) {
        return written(REPLACE, collection, document);
    }

    static Change update(MongoCollection<?> collection, @Nullable Object id, Document updateDescription) {
        Document fields = new Document("ns", namespace(collection))
                .append("documentKey", new Document("_id", id))
                .append("updateDescription", updateDescription);
        return of(UPDATE, collection, fields);
    }

    static Change delete(MongoCollection<?> collection, @Nullable Object id) {
        return of(
                DELETE,
                collection,
                new Document("ns", namespace(collection)).append("documentKey", new Document("_id", id)));
    }

    static Change drop(MongoCollection<?> collection) {
        return of(DROP, collection, new Document("ns", namespace(collection)));
    }

    /** Creates a rename event. Call it before the collection gets its new name. */
    static Change rename(MongoCollection<?> collection, String toDatabase, String toCollection) {
        Document to = new Document("db", toDatabase).append("coll", toCollection);
        return of(RENAME, collection, new Document("ns", namespace(collection)).append("to", to));
    }

    static Change dropDatabase(String database) {
        return new Change(DROP_DATABASE, database, null, null, new Document("ns", new Document("db", database)));
    }

    /** Creates a change that no stream shows; it only advances the server's operation time. */
    static Change none() {
        return new Change("", "local", null, null, new Document());
    }

    boolean renamedTo(@Nullable String toDatabase, @Nullable String toCollection) {
        return RENAME.equals(operation)
                && new Document("db", toDatabase).append("coll", toCollection).equals(fields.get("to"));
    }

    /** Returns the key of the changed document; null for other changes. */
    @Nullable
    Document documentKey() {
        return (Document) fields.get("documentKey");
    }

    private static Change written(String operation, MongoCollection<?> collection, Document document) {
        Document fields = new Document("fullDocument", document)
                .append("ns", namespace(collection))
                .append("documentKey", new Document("_id", document.get("_id")));
        return of(operation, collection, fields);
    }

    private static Change of(String operation, MongoCollection<?> collection, Document fields) {
        return new Change(
                operation, collection.getDatabaseName(), collection.getCollectionName(), collection.getUuid(), fields);
    }

    private static Document namespace(MongoCollection<?> collection) {
        return new Document("db", collection.getDatabaseName()).append("coll", collection.getCollectionName());
    }
}
