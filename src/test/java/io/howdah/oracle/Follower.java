package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.MongoException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;

/** Reads the change stream of the database by itself: what was written, in which order. */
final class Follower implements AutoCloseable {

    private static final BigDecimal OFFSETS_PER_REBASE = BigDecimal.TEN.pow(13);
    private static final String POINTERS = "howdah_models";

    private final Map<String, Model> models = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final MongoDatabase database;
    private final Thread thread = new Thread(this::follow, "oracle-follower");
    private MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor;
    private BsonDocument token;
    private volatile boolean isClosed;
    private volatile RuntimeException failure;

    Follower(MongoClient client, String database, List<Model> models) {
        this.database = client.getDatabase(database);
        models.forEach(model -> this.models.put(model.plural(), model));
        open();
        thread.setDaemon(true);
        thread.start();
    }

    private void open() {
        var watch = database.watch().fullDocument(FullDocument.DEFAULT);
        cursor = (token == null ? watch : watch.resumeAfter(token)).cursor();
    }

    /** Returns all changes so far. */
    synchronized List<Change> changes() {
        if (failure != null) {
            throw failure;
        }
        return List.copyOf(changes);
    }

    private void follow() {
        while (!isClosed) {
            try {
                ChangeStreamDocument<Document> next = cursor.tryNext();
                if (next != null) {
                    token = next.getResumeToken();
                    take(next);
                }
            } catch (MongoException e) {
                if (!isClosed) {
                    open();
                }
            } catch (RuntimeException e) {
                failure = e;
                return;
            }
        }
    }

    private synchronized void take(ChangeStreamDocument<Document> change) {
        if (change.getNamespace() == null || change.getDocumentKey() == null) {
            return;
        }
        String collection = change.getNamespace().getCollectionName();
        String operation = change.getOperationType().getValue();
        Document document = change.getFullDocument();
        if (collection.equals(POINTERS)) {
            if (document != null) {
                add(collection, null, 0, 0, null, false, operation, 0, document.getString("collection"));
            }
            return;
        }
        Model model = models.get(collection.replaceFirst("--\\d+$", ""));
        if (model == null) {
            return;
        }
        String key = key(model, change.getDocumentKey().get("_id"));
        if (model.isExternal()) {
            takeExternal(collection, key, operation, document, change);
        } else if (document != null) {
            Document header = document.get("_h", Document.class);
            Document extra = document.get("extra", Document.class);
            boolean isPresent = !header.getBoolean("del", false);
            BigDecimal version = version(model, header);
            add(
                    collection,
                    key,
                    mark(document),
                    mark(extra),
                    version,
                    isPresent,
                    operation,
                    header.getLong("rev"),
                    null);
        }
    }

    private void takeExternal(
            String collection, String key, String operation, Document document, ChangeStreamDocument<Document> change) {
        long mark = 0;
        if (document != null) {
            mark = mark(document);
        } else if (change.getUpdateDescription() != null) {
            mark = change.getUpdateDescription()
                    .getUpdatedFields()
                    .getNumber("mark")
                    .longValue();
        }
        add(collection, key, mark, 0, null, mark != 0, operation, 0, null);
    }

    /** An offset rises over a rebase as the documentation specifies. */
    private static BigDecimal version(Model model, Document header) {
        BigDecimal version = order(header.get("v", Document.class).get("main"));
        return version == null || !model.isByOffset()
                ? version
                : version.add(OFFSETS_PER_REBASE.multiply(
                        BigDecimal.valueOf(header.get("src", new Document()).getInteger("base", 0))));
    }

    private static BigDecimal order(Object version) {
        if (version instanceof Date time) {
            return BigDecimal.valueOf(time.getTime());
        }
        return version == null ? null : new BigDecimal(version.toString());
    }

    private void add(
            String collection,
            String key,
            long mark,
            long partMark,
            BigDecimal version,
            boolean isPresent,
            String operation,
            long revision,
            String switchedTo) {
        changes.add(new Change(
                changes.size(), collection, key, mark, partMark, version, isPresent, operation, revision, switchedTo));
    }

    private static long mark(Document document) {
        return document != null && document.get("mark") instanceof Number mark ? mark.longValue() : 0;
    }

    private static String key(Model model, BsonValue id) {
        Function<String, JsonNode> values = field -> {
            BsonValue value = id.isDocument() ? id.asDocument().get(field) : id;
            return Kind.mapper()
                    .valueToTree(
                            value.isString()
                                    ? value.asString().getValue()
                                    : value.asNumber().longValue());
        };
        return model.keyText(values);
    }

    @Override
    public void close() throws InterruptedException {
        isClosed = true;
        thread.join(5_000);
        cursor.close();
    }
}
