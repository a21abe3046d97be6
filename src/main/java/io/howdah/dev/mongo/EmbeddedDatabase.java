package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.EmptyIndex;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A database. Uses the library's commands, and replaces those that differ from a real server. */
final class EmbeddedDatabase extends AbstractSynchronizedMongoDatabase<Integer> {

    private final Replication replication;
    private final TtlSweeper sweeper;
    private final Cursors cursors;

    EmbeddedDatabase(
            String name, CursorRegistry cursorRegistry, Replication replication, TtlSweeper sweeper, Cursors cursors) {
        super(name, cursorRegistry);
        this.replication = replication;
        this.sweeper = sweeper;
        this.cursors = cursors;
        initializeNamespacesAndIndexes();
    }

    @Override
    public Document handleCommand(
            Channel channel, String command, Document query, DatabaseResolver databases, Oplog libraryOplog) {
        return switch (command.toLowerCase(Locale.ROOT)) {
            case "find" -> runFind(command, query);
            case "aggregate" -> aggregate(command, query, databases);
            case "insert" -> new WriteCommands(writable(command, query), query).insert();
            case "update" ->
                new WriteCommands(writable(command, query), query)
                        .update(single -> super.handleCommand(channel, "update", single, databases, libraryOplog));
            case "delete" -> delete(command, query);
            case "dropindexes" -> dropIndexes(command, query);
            case "listcollections" -> listCollections(channel, command, query, databases);
            default -> super.handleCommand(channel, command, query, databases, libraryOplog);
        };
    }

    /** Returns the stored documents that match; none if the collection does not exist. */
    List<Document> documents(String collectionName, Document filter, boolean majority) {
        EmbeddedCollection collection = existing(collectionName);
        return collection == null ? List.of() : collection.find(filter, null, 0, 0, null, majority);
    }

    private Document runFind(String command, Document query) {
        String name = Fields.string(query, command);
        EmbeddedCollection collection = existing(name);
        int limit = Fields.number(query, "limit", 0);
        List<Document> found = collection == null
                ? List.of()
                : collection.find(
                        (Document) query.getOrDefault("filter", new Document()),
                        (Document) query.get("sort"),
                        Fields.number(query, "skip", 0),
                        Math.abs(limit),
                        (Document) query.get("projection"),
                        ReadConcern.of(query).isMajority());
        boolean single = limit < 0 || Utils.isTrue(query.get("singleBatch"));
        return cursors.open(getFullCollectionNamespace(name), new ListCursor(found), query.get("batchSize"), single);
    }

    private Document aggregate(String command, Document query, DatabaseResolver databases) {
        if (!(query.get("cursor") instanceof Document options)) {
            throw ServerErrors.failedToParse("The 'cursor' option is required");
        }
        String name = Fields.string(query, command);
        EmbeddedCollection collection = existing(name);
        Pipeline pipeline = Pipeline.of(query);
        List<Document> found =
                documents(name, pipeline.leadingFilter(), ReadConcern.of(query).isMajority());
        Pipeline rest = pipeline.withoutLeadingFilter();
        List<Document> results = rest.isEmpty()
                ? found
                : rest.toAggregation(databases, this, collection, replication.oplog())
                        .runStages(rest.input(found));
        return cursors.open(getFullCollectionNamespace(name), new ListCursor(results), options.get("batchSize"), false);
    }

    private Document delete(String command, Document query) {
        if (existing(Fields.string(query, command)) == null) {
            Document reply = new Document("n", 0);
            reply.putAll(ServerErrors.okay());
            return reply;
        }
        return new WriteCommands(writable(command, query), query).delete();
    }

    private Document dropIndexes(String command, Document query) {
        String name = Fields.string(query, command);
        EmbeddedCollection collection = existing(name);
        if (collection == null) {
            throw ServerErrors.namespaceNotFound("ns not found " + getFullCollectionNamespace(name));
        }
        Object which = Fields.required(query, "index", Object.class);
        int before = collection.getNumIndexes();
        for (String index : indexNames(collection, which)) {
            dropIndex(collection, index);
            getOrCreateIndexesCollection()
                    .deleteDocuments(new Document("ns", collection.getFullName()).append("name", index), 0);
        }
        Document reply = new Document("nIndexesWas", before);
        reply.putAll(ServerErrors.okay());
        return reply;
    }

    private static List<String> indexNames(EmbeddedCollection collection, Object which) {
        if (which instanceof List<?> names) {
            return names.stream().map(Object::toString).toList();
        }
        if (which instanceof String name && !name.equals("*")) {
            return List.of(name);
        }
        return collection.getIndexes().stream()
                .filter(index -> which instanceof Document key
                        ? key.equals(index.toIndexDescription().get("key"))
                        : !index.getName().equals("_id_"))
                .map(Index::getName)
                .toList();
    }

    private Document listCollections(Channel channel, String command, Document query, DatabaseResolver databases) {
        Document reply = super.handleCommand(channel, command, query, databases, replication.oplog());
        Document cursor = Fields.required(reply, "cursor", Document.class);
        Document filter = (Document) query.getOrDefault("filter", new Document());
        DefaultQueryMatcher matcher = new DefaultQueryMatcher();
        List<?> matching = Fields.documents(cursor, "firstBatch").stream()
                .map(this::withUuid)
                .filter(collection -> matcher.matches(collection, filter))
                .toList();
        cursor.put("firstBatch", matching);
        return reply;
    }

    private Document withUuid(Document description) {
        EmbeddedCollection collection = existing(Fields.string(description, "name"));
        if (collection != null) {
            description.put("info", new Document("readOnly", false).append("uuid", collection.getUuid()));
        }
        return description;
    }

    private EmbeddedCollection writable(String command, Document query) {
        String name = Fields.string(query, command);
        if (name.startsWith(EmbeddedCollection.SYSTEM_PREFIX)) {
            throw ServerErrors.illegalOperation("cannot write to " + getFullCollectionNamespace(name));
        }
        return (EmbeddedCollection) resolveOrCreateCollection(name);
    }

    private @Nullable EmbeddedCollection existing(String name) {
        return (EmbeddedCollection) resolveCollection(name, false);
    }

    @Override
    public synchronized void dropCollection(String collectionName, Oplog libraryOplog) {
        EmbeddedCollection collection = existing(collectionName);
        super.dropCollection(collectionName, libraryOplog);
        // A collection that a rename replaces is dropped without an event.
        if (collection != null && collection.isLogged() && libraryOplog == replication.oplog()) {
            replication.oplog().append(Change.drop(collection));
        }
    }

    @Override
    protected MongoCollection<Integer> openOrCreateCollection(String collectionName, CollectionOptions options) {
        return new EmbeddedCollection(this, collectionName, options, cursorRegistry, replication, sweeper);
    }

    @Override
    protected synchronized void addIndex(Document description) {
        if (description.containsKey("partialFilterExpression") && Utils.isTrue(description.get("unique"))) {
            throw ServerErrors.notImplemented("partial unique indexes");
        }
        var timeToLive = TimeToLive.of(description);
        super.addIndex(description);
        String collectionName = Utils.getCollectionNameFromFullName((String) description.get("ns"));
        timeToLive.ifPresent(((EmbeddedCollection) resolveCollection(collectionName, true))::expireBy);
    }

    @Override
    protected Index<Integer> openOrCreateUniqueIndex(
            String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
        return new LookupIndex(indexName, keys, sparse);
    }

    /** Registers the name only: queries scan. */
    @Override
    protected Index<Integer> openOrCreateSecondaryIndex(
            String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
        return new EmptyIndex<>(indexName, keys);
    }

    @Override
    protected long getStorageSize() {
        return 0;
    }

    @Override
    protected long getFileSize() {
        return 0;
    }
}
