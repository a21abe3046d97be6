package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Executes an insert, update or delete command, statement by statement. An ordered command ends at its first error, an unordered one
 * continues; {@code n} counts the affected documents.
 */
final class WriteCommands {

    private final EmbeddedCollection collection;
    private final Document command;
    private final boolean ordered;
    private final List<Document> errors = new ArrayList<>();
    private int n;

    WriteCommands(EmbeddedCollection collection, Document command) {
        this.collection = collection;
        this.command = command;
        this.ordered = Utils.isTrue(command.getOrDefault("ordered", true));
    }

    Document insert() {
        List<Document> documents = Fields.documents(command, "documents");
        for (int i = 0; i < documents.size() && continues(); i++) {
            Document document = documents.get(i);
            attempt(i, () -> {
                collection.addDocument(document);
                n++;
            });
        }
        return reply(new Document("n", n));
    }

    /**
     * Executes an update command.
     *
     * @param library runs an update command in the library, which supports operators and array filters
     */
    Document update(UnaryOperator<Document> library) {
        List<Document> updates = Fields.documents(command, "updates");
        List<Document> upserted = new ArrayList<>();
        int modified = 0;
        for (int i = 0; i < updates.size() && continues(); i++) {
            Document statement = updates.get(i);
            Document replaced = replace(statement);
            Document result = replaced == null
                    ? library.apply(new Document("update", collection.getCollectionName())
                            .append("updates", List.of(statement)))
                    : replaced;
            n += Fields.number(result, "n", 0);
            modified += Fields.number(result, "nModified", 0);
            upserted.addAll(reindexed(result.get("upserted"), i));
            errors.addAll(reindexed(result.get("writeErrors"), i));
        }
        Document reply = new Document("n", n).append("nModified", modified);
        if (!upserted.isEmpty()) {
            reply.put("upserted", upserted);
        }
        return reply(reply);
    }

    /** Returns the counts of a replacement; null if the library must execute it or report its error. */
    private @Nullable Document replace(Document statement) {
        Replacement replacement = Replacement.of(statement);
        try {
            return replacement == null ? null : collection.replace(replacement);
        } catch (MongoServerException e) {
            return null;
        }
    }

    Document delete() {
        List<Document> deletes = Fields.documents(command, "deletes");
        for (int i = 0; i < deletes.size() && continues(); i++) {
            Document statement = deletes.get(i);
            attempt(
                    i,
                    () -> n += collection.deleteDocuments(
                            Fields.required(statement, "q", Document.class),
                            Fields.number(statement, "limit", 0),
                            NoopOplog.get()));
        }
        return reply(new Document("n", n));
    }

    private static List<Document> reindexed(@Nullable Object results, int index) {
        List<Document> reindexed = new ArrayList<>();
        if (results instanceof Collection<?> collection) {
            collection.forEach(result -> {
                Document document = ((Document) result).clone();
                document.put("index", index);
                reindexed.add(document);
            });
        }
        return reindexed;
    }

    private boolean continues() {
        return !ordered || errors.isEmpty();
    }

    private void attempt(int index, Runnable statement) {
        try {
            statement.run();
        } catch (MongoServerException e) {
            errors.add(ServerErrors.writeError(index, e));
        }
    }

    private Document reply(Document reply) {
        if (!errors.isEmpty()) {
            errors.forEach(error -> error.putIfAbsent("code", ServerErrors.UNKNOWN_ERROR));
            reply.put("writeErrors", errors);
        }
        reply.putAll(ServerErrors.okay());
        return reply;
    }
}
