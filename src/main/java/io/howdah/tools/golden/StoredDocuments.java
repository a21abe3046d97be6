package io.howdah.tools.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** A read model's collection during a case. */
final class StoredDocuments {

    private static final Document BY_KEY = new Document("_id", 1);

    private final MongoCollection<Document> collection;
    private Map<Object, Document> known = new LinkedHashMap<>();

    /**
     * A change that a record made.
     *
     * @param document the stored document
     * @param isNew whether the document is new
     */
    record Change(Document document, boolean isNew) {}

    private StoredDocuments(MongoCollection<Document> collection) {
        this.collection = collection;
    }

    /** Empties a collection. */
    static StoredDocuments empty(MongoCollection<Document> collection) {
        collection.deleteMany(new Document());
        return new StoredDocuments(collection);
    }

    /** Returns the changes since the last call. */
    List<Change> read() {
        Map<Object, Document> now = new LinkedHashMap<>();
        collection.find().sort(BY_KEY).forEach(document -> now.put(document.get("_id"), document));
        List<Change> changes = new ArrayList<>();
        now.forEach((id, document) -> {
            Document old = known.get(id);
            if (!document.equals(old)) {
                changes.add(new Change(document, old == null));
            }
        });
        known = now;
        return changes;
    }

    /** Returns the documents that clients see, without Howdah's own fields and deleted documents. */
    List<JsonNode> visible() {
        List<JsonNode> documents = new ArrayList<>();
        for (Document document : known.values()) {
            Document shown = new Document(document);
            Document own = (Document) shown.remove("_h");
            if (own == null || !own.getBoolean("del", false)) {
                documents.add(Json.of(shown));
            }
        }
        return documents;
    }
}
