package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.UnaryOperator;

/** Opens change streams: {@code aggregate} commands with a leading {@code $changeStream} stage. */
final class ChangeStreams {

    private final BoundedOplog oplog;
    private final Cursors cursors;
    private final DatabaseResolver databases;
    private final Lock catalogue;

    /**
     * Creates the factory of all streams.
     *
     * @param catalogue held while a document is looked up, because no command holds it then
     */
    ChangeStreams(BoundedOplog oplog, Cursors cursors, DatabaseResolver databases, Lock catalogue) {
        this.oplog = oplog;
        this.cursors = cursors;
        this.databases = databases;
        this.catalogue = catalogue;
    }

    Document open(String database, Document command, Document options, Pipeline stages) {
        stages.requireStreamable();
        boolean all = Utils.isTrue(options.get("allChangesForCluster"));
        StreamScope scope = new StreamScope(
                all ? null : database, command.get("aggregate") instanceof String collection ? collection : null);
        ChangeStream stream = new ChangeStream(
                oplog,
                scope,
                StreamStart.of(options, oplog, scope),
                stages.isEmpty() ? null : stages.toAggregation(databases, databases.resolve(database), null, oplog),
                lookup(options));
        Document cursor = (Document) command.getOrDefault("cursor", new Document());
        return cursors.open(scope.namespace(database), stream, cursor.get("batchSize"), false);
    }

    private UnaryOperator<Document> lookup(Document options) {
        if (!"off".equals(options.getOrDefault("fullDocumentBeforeChange", "off"))) {
            throw ServerErrors.notImplemented("pre-images");
        }
        return switch (options.getOrDefault("fullDocument", "default").toString()) {
            case "default" -> event -> event;
            case "updateLookup" -> this::withCurrentDocument;
            default -> throw ServerErrors.badValue("fullDocument must be default or updateLookup");
        };
    }

    private Document withCurrentDocument(Document event) {
        if (!Change.UPDATE.equals(event.get("operationType"))) {
            return event;
        }
        Document namespace = Fields.required(event, "ns", Document.class);
        Document key = Fields.required(event, "documentKey", Document.class);
        catalogue.lock();
        try {
            EmbeddedDatabase database = (EmbeddedDatabase) databases.resolve(Fields.string(namespace, "db"));
            List<Document> found = database.documents(Fields.string(namespace, "coll"), key, true);
            event.put("fullDocument", found.isEmpty() ? null : found.get(0));
            return event;
        } finally {
            catalogue.unlock();
        }
    }
}
