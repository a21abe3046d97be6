package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a collection in the order of their insertion, with every change in the log before the lock is free.
 *
 * <p>A stored document never changes: the library, which would change it in place while a reply with it is still to be
 * encoded, gets copies, and what it makes of a copy is stored in the former document's stead.
 */
final class EmbeddedCollection extends AbstractSynchronizedMongoCollection<Integer> {

    static final String SYSTEM_PREFIX = "system.";

    private final BoundedOplog oplog;
    private final TtlSweeper sweeper;
    private final NavigableMap<Integer, Document> documents = new TreeMap<>();
    private final Map<String, ExpiryQueue> expiries = new ConcurrentHashMap<>();
    private int nextPosition;

    /** The update that the library is working on, for the form of its event. */
    private @Nullable Document update;

    EmbeddedCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            CursorRegistry cursorRegistry,
            BoundedOplog oplog,
            TtlSweeper sweeper) {
        super(database, name, options, cursorRegistry);
        this.oplog = oplog;
        this.sweeper = sweeper;
    }

    /** The stored documents that match, which the caller must not change. */
    synchronized List<Document> find(
            Document filter, @Nullable Document sort, int skip, int limit, @Nullable Document projection) {
        return super.queryDocuments(filter, sort, skip, limit, 0, projection).collectDocuments();
    }

    /** The library's own reading, also in order to write: copies, made as they are taken. */
    @Override
    protected QueryResult queryDocuments(
            Document query, Document orderBy, int skip, int limit, int batchSize, Document fieldSelector) {
        List<Document> found = super.queryDocuments(query, orderBy, skip, limit, batchSize, fieldSelector)
                .collectDocuments();
        return new QueryResult(() -> found.stream().map(Document::cloneDeeply).iterator());
    }

    @Override
    protected QueryResult matchDocuments(
            Document query, Document orderBy, int skip, int limit, int batchSize, Document fieldSelector) {
        Map<Integer, Document> ordered = isNaturalDescending(orderBy) ? documents.descendingMap() : documents;
        return matchDocumentsFromStream(
                ordered.values().stream(), query, orderBy, skip, limit, batchSize, fieldSelector);
    }

    @Override
    public synchronized void addDocument(Document document) {
        super.addDocument(document);
        if (isLogged()) {
            oplog.append(Change.insert(getDatabaseName(), getCollectionName(), document));
        }
    }

    @Override
    public synchronized Document updateDocuments(
            Document selector,
            Document updateQuery,
            ArrayFilters arrayFilters,
            boolean isMulti,
            boolean isUpsert,
            Oplog libraryOplog) {
        update = updateQuery;
        try {
            return super.updateDocuments(selector, updateQuery, arrayFilters, isMulti, isUpsert, libraryOplog);
        } finally {
            update = null;
        }
    }

    @Override
    public synchronized Document findAndModify(Document query) {
        update = (Document) query.get("update");
        try {
            return super.findAndModify(query);
        } finally {
            update = null;
        }
    }

    @Override
    protected void handleUpdate(Integer position, Document oldDocument, Document newDocument) {
        Document by = Objects.requireNonNull(update, "an update is under way");
        boolean replacement = by.keySet().stream().noneMatch(key -> key.startsWith("$"));
        if (replacement) {
            takeFieldOrder(newDocument, by);
        }
        store(position, oldDocument, newDocument);
        if (!isLogged()) {
            return;
        }
        if (replacement) {
            oplog.append(Change.replace(getDatabaseName(), getCollectionName(), newDocument));
        } else {
            Document description = UpdateDescription.of(oldDocument, newDocument, by);
            oplog.append(
                    Change.update(getDatabaseName(), getCollectionName(), newDocument.get(getIdField()), description));
        }
    }

    @Override
    protected void removeDocument(Integer position) {
        Document removed = documents.remove(position);
        if (removed == null) {
            return;
        }
        expiries.values().forEach(queue -> queue.remove(removed, position));
        if (isLogged()) {
            oplog.append(Change.delete(getDatabaseName(), getCollectionName(), removed.get(getIdField())));
        }
    }

    private void store(Integer position, Document oldDocument, Document newDocument) {
        documents.put(position, newDocument);
        expiries.values().forEach(queue -> {
            queue.remove(oldDocument, position);
            queue.add(newDocument, position);
        });
    }

    /** From now on, the sweeper removes what is over by that rule. */
    synchronized void expireBy(TimeToLive timeToLive) {
        ExpiryQueue queue = new ExpiryQueue(timeToLive);
        documents.forEach((position, document) -> queue.add(document, position));
        expiries.put(timeToLive.index(), queue);
        sweeper.watch(this);
    }

    synchronized void removeExpired(Instant now) {
        for (ExpiryQueue queue : expiries.values()) {
            for (Integer position : queue.over(now)) {
                Document document = getDocument(position);
                if (documentMatchesQuery(document, queue.timeToLive().only())) {
                    removeDocument(document);
                }
            }
        }
    }

    @Override
    public synchronized void dropIndex(String indexName) {
        super.dropIndex(indexName);
        expiries.remove(indexName);
    }

    @Override
    public void drop() {
        super.drop();
        sweeper.forget(this);
    }

    @Override
    public synchronized int count() {
        return documents.size();
    }

    @Override
    protected Integer addDocumentInternal(Document document) {
        Integer position = nextPosition++;
        documents.put(position, document);
        expiries.values().forEach(queue -> queue.add(document, position));
        return position;
    }

    @Override
    protected Document getDocument(Integer position) {
        return Objects.requireNonNull(documents.get(position), "an index holds a position that is not there");
    }

    @Override
    protected Stream<DocumentWithPosition<Integer>> streamAllDocumentsWithPosition() {
        return documents.entrySet().stream().map(entry -> new DocumentWithPosition<>(entry.getValue(), entry.getKey()));
    }

    @Override
    protected @Nullable Integer findDocumentPosition(Document document) {
        return documents.entrySet().stream()
                .filter(entry -> entry.getValue().equals(document))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Sizes are not kept: reckoning them would cost each write two encodings. */
    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int sizeDelta) {}

    @Override
    protected int getDataSize() {
        return 0;
    }

    private boolean isLogged() {
        return !getCollectionName().startsWith(SYSTEM_PREFIX);
    }

    /** The library leaves a replaced document's fields in their former order; the replacement's order is the right one. */
    private static void takeFieldOrder(Document document, Document replacement) {
        Document ordered = new Document("_id", document.get("_id"));
        replacement.keySet().forEach(key -> ordered.put(key, document.get(key)));
        document.clear();
        document.putAll(ordered);
    }
}
