package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a collection in insertion order. Every change is in the oplog before the lock is released.
 *
 * <p>Stored documents are immutable. The library changes documents in place, possibly while a reply with one is being encoded, so it
 * gets copies, and a changed copy replaces the stored document.
 */
final class EmbeddedCollection extends AbstractSynchronizedMongoCollection<Integer> {

    static final String SYSTEM_PREFIX = "system.";

    private static final String ID = "_id";

    private final Replication replication;
    private final TtlSweeper sweeper;
    private final NavigableMap<Integer, Document> documents = new TreeMap<>();
    private final Map<String, ExpiryQueue> expiries = new ConcurrentHashMap<>();

    /** Documents that a majority has, by the position of an uncommitted write; null if it has none at that position. */
    private final Map<Integer, @Nullable Document> committed = new HashMap<>();

    private int nextPosition;

    /** The update that the library is executing; its event depends on it. */
    private @Nullable Document update;

    EmbeddedCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            CursorRegistry cursorRegistry,
            Replication replication,
            TtlSweeper sweeper) {
        super(database, name, options, cursorRegistry);
        this.replication = replication;
        this.sweeper = sweeper;
    }

    /**
     * Returns the stored documents that match. The caller must not change them.
     *
     * @param majority whether to read only what a majority has
     */
    synchronized List<Document> find(
            Document filter,
            @Nullable Document sort,
            int skip,
            int limit,
            @Nullable Document projection,
            boolean majority) {
        QueryResult result = majority && !committed.isEmpty()
                ? matchDocumentsFromStream(committedDocuments(), filter, sort, skip, limit, 0, projection)
                : query(filter, sort, skip, limit, 0, projection);
        return result.collectDocuments();
    }

    private Stream<Document> committedDocuments() {
        Map<Integer, Document> view = new TreeMap<>(documents);
        committed.forEach((position, document) -> {
            if (document == null) {
                view.remove(position);
            } else {
                view.put(position, document);
            }
        });
        return view.values().stream();
    }

    synchronized void commit() {
        committed.clear();
    }

    synchronized void rollBack() {
        // Remove all before adding any: otherwise a key that moved to another document would exist twice.
        committed.keySet().forEach(position -> {
            Document document = documents.remove(position);
            if (document != null) {
                getIndexes().forEach(index -> index.remove(document));
                expiries.values().forEach(queue -> queue.remove(document, position));
            }
        });
        committed.forEach((position, document) -> {
            if (document != null) {
                documents.put(position, document);
                getIndexes().forEach(index -> index.add(document, position, this));
                expiries.values().forEach(queue -> queue.add(document, position));
            }
        });
        committed.clear();
    }

    /** Keeps the previous document of a position while replication is held. */
    private void remember(Integer position, @Nullable Document former) {
        if (replication.isHeld() && isLogged()) {
            committed.putIfAbsent(position, former);
            replication.add(this);
        }
    }

    /**
     * Replaces the document that matches, as a real server does. The library treats every replacement that changes nothing as no change;
     * a real server does so only if the replacement contains the key.
     *
     * @return the counts of an update's reply; null if the library must handle it: an insert, or an error for a changed key
     */
    synchronized @Nullable Document replace(Replacement replacement) {
        Document filter = replacement.filter();
        Index<Integer> index = indexFor(filter);
        Document remaining = index == null ? filter : remainingFilter(index, filter);
        for (Integer position : index == null ? documents.keySet() : index.getPositions(filter)) {
            Document former = getDocument(position);
            if (documentMatchesQuery(former, remaining)) {
                return replace(position, former, replacement);
            }
        }
        return replacement.upsert() ? null : counts(0, 0);
    }

    private @Nullable Document replace(Integer position, Document former, Replacement replacement) {
        Object id = former.get(ID);
        boolean keyed = replacement.document().containsKey(ID);
        if (keyed && !Objects.equals(replacement.document().get(ID), id)) {
            return null;
        }
        Document document = replacement.stored(id);
        if (keyed && Replacement.areSame(document, former)) {
            return counts(1, 0);
        }
        getIndexes().forEach(index -> index.checkUpdate(former, document, this));
        getIndexes().forEach(index -> index.updateInPlace(former, document, position, this));
        store(position, former, document);
        if (isLogged()) {
            replication.oplog().append(Change.replace(this, document));
        }
        return counts(1, 1);
    }

    private static Document counts(int matched, int modified) {
        return new Document("n", matched).append("nModified", modified);
    }

    /** Reads for the library, also before writes; each document is copied when it is read. */
    @Override
    protected QueryResult queryDocuments(
            Document query, Document orderBy, int skip, int limit, int batchSize, Document fieldSelector) {
        List<Document> found =
                query(query, orderBy, skip, limit, batchSize, fieldSelector).collectDocuments();
        return new QueryResult(() -> found.stream().map(Document::cloneDeeply).iterator());
    }

    /** Works as in the library, except that conditions that the index has already checked are not checked again. */
    private QueryResult query(
            Document query,
            @Nullable Document orderBy,
            int skip,
            int limit,
            int batchSize,
            @Nullable Document fieldSelector) {
        Index<Integer> index = indexFor(query);
        return index == null
                ? matchDocuments(query, orderBy, skip, limit, batchSize, fieldSelector)
                : matchDocuments(
                        remainingFilter(index, query),
                        index.getPositions(query),
                        orderBy,
                        skip,
                        limit,
                        batchSize,
                        fieldSelector);
    }

    @Override
    protected boolean documentMatchesQuery(Document document, Document query) {
        return switch (PlainFilter.matches(document, query)) {
            case YES -> true;
            case NO -> false;
            case UNDECIDED -> super.documentMatchesQuery(document, query);
        };
    }

    private @Nullable Index<Integer> indexFor(Document query) {
        for (Index<Integer> index : getIndexes()) {
            if (index.canHandle(query)) {
                return index;
            }
        }
        return null;
    }

    private static Document remainingFilter(Index<Integer> index, Document query) {
        return index instanceof LookupIndex lookup ? lookup.remainingFilter(query) : query;
    }

    @Override
    protected QueryResult matchDocuments(
            Document query,
            @Nullable Document orderBy,
            int skip,
            int limit,
            int batchSize,
            @Nullable Document fieldSelector) {
        Map<Integer, Document> ordered = isNaturalDescending(orderBy) ? documents.descendingMap() : documents;
        return matchDocumentsFromStream(
                ordered.values().stream(), query, orderBy, skip, limit, batchSize, fieldSelector);
    }

    @Override
    public synchronized void addDocument(Document document) {
        super.addDocument(document);
        if (isLogged()) {
            replication.oplog().append(Change.insert(this, document));
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
        Document by = Objects.requireNonNull(update, "no update is running");
        boolean replacement = by.keySet().stream().noneMatch(key -> key.startsWith("$"));
        if (replacement) {
            takeFieldOrder(newDocument, by);
        }
        store(position, oldDocument, newDocument);
        if (!isLogged()) {
            return;
        }
        if (replacement) {
            replication.oplog().append(Change.replace(this, newDocument));
        } else {
            Document description = UpdateDescription.of(oldDocument, newDocument, by);
            replication.oplog().append(Change.update(this, newDocument.get(getIdField()), description));
        }
    }

    @Override
    protected void removeDocument(Integer position) {
        Document removed = documents.remove(position);
        if (removed == null) {
            return;
        }
        remember(position, removed);
        expiries.values().forEach(queue -> queue.remove(removed, position));
        if (isLogged()) {
            replication.oplog().append(Change.delete(this, removed.get(getIdField())));
        }
    }

    private void store(Integer position, Document oldDocument, Document newDocument) {
        remember(position, oldDocument);
        documents.put(position, newDocument);
        expiries.values().forEach(queue -> {
            queue.remove(oldDocument, position);
            queue.add(newDocument, position);
        });
    }

    /** Starts removing documents that expire by this index. */
    synchronized void expireBy(TimeToLive timeToLive) {
        ExpiryQueue queue = new ExpiryQueue(timeToLive);
        documents.forEach((position, document) -> queue.add(document, position));
        expiries.put(timeToLive.index(), queue);
        sweeper.watch(this);
    }

    synchronized void removeExpired(Instant now) {
        for (ExpiryQueue queue : expiries.values()) {
            for (Integer position : queue.expired(now)) {
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
        remember(position, null);
        documents.put(position, document);
        expiries.values().forEach(queue -> queue.add(document, position));
        return position;
    }

    @Override
    protected Document getDocument(Integer position) {
        return Objects.requireNonNull(documents.get(position), "an index contains a position that does not exist");
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

    /** Disables data sizes: computing them would cost two encodings per write. */
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

    /** Returns whether change streams show changes of this collection. */
    boolean isLogged() {
        return !getCollectionName().startsWith(SYSTEM_PREFIX);
    }

    /** Restores the field order of the replacement; the library keeps the order of the old document. */
    private static void takeFieldOrder(Document document, Document replacement) {
        Document ordered = new Document("_id", document.get("_id"));
        replacement.keySet().forEach(key -> ordered.put(key, document.get(key)));
        document.clear();
        document.putAll(ordered);
    }
}
