package io.howdah.change;

import static com.mongodb.client.model.Aggregates.match;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.model.ReadModel;
import io.howdah.store.ModelCollections;
import io.howdah.store.Pointer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Reads past changes of a read model from the change stream, so that reconnecting clients can catch up. */
public final class ChangeHistory {

    private static final long MAX_AWAIT_MS = 200;

    private final MongoDatabase database;
    private final ModelCollections collections;

    /** Receives the changes in stream order. Each method returns false to stop reading. */
    public interface Visitor {

        /**
         * Handles a written document, or a deleted document of an external model.
         *
         * @param position the position of the change
         * @param operation the operation type
         * @param stored the document as written; for an updated document of an external model its current state; for a
         *     deleted one only its {@code _id}
         */
        boolean change(String position, OperationType operation, Document stored);

        /** Handles a position up to which nothing else happened. */
        boolean passed(String position);
    }

    /** Creates a reader of the change stream of this database, which must hold the models' collections. */
    public ChangeHistory(MongoDatabase database, ModelCollections collections) {
        this.database = database;
        this.collections = collections;
    }

    /**
     * Reads changes after a position until the visitor stops or the present is reached.
     *
     * @throws HistoryLostException if the server no longer has the history since the position, or cannot return it change
     *     by change
     * @throws com.mongodb.MongoException if the server fails for another reason
     */
    public void read(ReadModel model, String position, Visitor visitor) {
        String collection = collections.nameOf(model);
        BsonDocument token = StreamPositions.token(position);
        Bson wanted = or(
                eq("ns.coll", collection),
                eq("to.coll", collection),
                pointerOf(model),
                ChangeStream.changeAt(ResumeToken.of(token)));
        try {
            if (!collection.equals(model.collection())) {
                requireNoSwitchSince(token, model, collection);
            }
            readAll(token, wanted, model, collection, visitor);
        } catch (MongoCommandException e) {
            if (StreamFailures.isHistoryLost(e)) {
                throw new HistoryLostException(
                        "the server's history no longer contains the position, error code " + e.getErrorCode());
            }
            if (StreamFailures.isTooLarge(e)) {
                throw new HistoryLostException("a change is too large for MongoDB to send");
            }
            if (!StreamFailures.isResumable(e) && opens(wanted)) {
                throw new HistoryLostException(
                        "the server cannot resume from the position, error code " + e.getErrorCode());
            }
            throw e;
        }
    }

    private void readAll(BsonDocument token, Bson wanted, ReadModel model, String collection, Visitor visitor) {
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor = database.watch(List.of(match(wanted)))
                // Other writers of an external model may update parts of a document. Howdah always writes whole
                // documents.
                .fullDocument(model.isExternal() ? FullDocument.UPDATE_LOOKUP : FullDocument.DEFAULT)
                .resumeAfter(token)
                .maxAwaitTime(MAX_AWAIT_MS, TimeUnit.MILLISECONDS)
                .cursor()) {
            boolean going = true;
            while (going) {
                ChangeStreamDocument<Document> change = cursor.tryNext();
                going = change == null
                        ? idle(cursor.getResumeToken(), visitor)
                        : isTaken(change, model, collection, visitor);
            }
        }
    }

    /**
     * Fails if the model was rebuilt since the position. The collection that a rebuild fills contains former states, which
     * must not reach subscribers, and its switch comes after them in the stream.
     */
    private void requireNoSwitchSince(BsonDocument token, ReadModel model, String collection) {
        Bson wanted = or(pointerOf(model), ChangeStream.changeAt(ResumeToken.of(token)));
        // The server returns no change when it has read up to its present time, and also when the await time is over.
        String present = StreamPositions.first(Objects.requireNonNull(
                database.runCommand(new Document("ping", 1)).get("operationTime", BsonTimestamp.class)));
        String reached = "";
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor = database.watch(List.of(match(wanted)))
                .resumeAfter(token)
                .maxAwaitTime(1, TimeUnit.MILLISECONDS)
                .cursor()) {
            while (reached.compareTo(present) < 0) {
                ChangeStreamDocument<Document> change = cursor.tryNext();
                if (change != null && !change.getResumeToken().equals(token)) {
                    requireNoSwitch(change, change.getFullDocument(), collection);
                }
                BsonDocument position = change == null ? cursor.getResumeToken() : change.getResumeToken();
                reached = position == null ? reached : StreamPositions.of(position);
            }
        }
    }

    private static Bson pointerOf(ReadModel model) {
        return and(eq("ns.coll", ModelCollections.POINTERS), eq("fullDocument.base", model.collection()));
    }

    /** Returns whether the same stream opens without a position. If it does, the server refuses the position, permanently. */
    private boolean opens(Bson wanted) {
        try (var unused = database.watch(List.of(match(wanted)))
                .maxAwaitTime(1, TimeUnit.MILLISECONDS)
                .cursor()) {
            return true;
        } catch (MongoException e) {
            return false;
        }
    }

    private static boolean idle(@Nullable BsonDocument token, Visitor visitor) {
        return token == null || visitor.passed(StreamPositions.of(token));
    }

    private static boolean isTaken(
            ChangeStreamDocument<Document> change, ReadModel model, String collection, Visitor visitor) {
        String position = StreamPositions.of(change.getResumeToken());
        Document document = document(change, model);
        String namespace =
                change.getNamespace() == null ? "" : change.getNamespace().getCollectionName();
        if (ModelCollections.POINTERS.equals(namespace)) {
            requireNoSwitch(change, document, collection);
            return visitor.passed(position);
        }
        if (change.getNamespace() != null && change.getDocumentKey() == null) {
            throw new HistoryLostException("the collection was dropped or renamed", position);
        }
        if (document == null || !namespace.equals(collection)) {
            // No document: either the TTL index removed the content, or the document was updated and has been deleted
            // since.
            // The deletion has an event of its own.
            return visitor.passed(position);
        }
        return visitor.change(position, Objects.requireNonNull(change.getOperationType()), document);
    }

    private static @Nullable Document document(ChangeStreamDocument<Document> change, ReadModel model) {
        BsonDocument key = change.getDocumentKey();
        if (key == null || change.getOperationType() != OperationType.DELETE || !model.isExternal()) {
            return change.getFullDocument();
        }
        return new DocumentCodec()
                .decode(new BsonDocumentReader(key), DecoderContext.builder().build());
    }

    /** Changes before a rebuild's switch are in another collection. */
    private static void requireNoSwitch(
            ChangeStreamDocument<Document> change, @Nullable Document stored, String collection) {
        if (stored == null) {
            return;
        }
        Pointer pointer = Pointer.of(stored);
        if (!collection.equals(pointer.collection()) || pointer.isOfSwitch()) {
            throw new HistoryLostException("the read model was rebuilt", StreamPositions.of(change.getResumeToken()));
        }
    }
}
