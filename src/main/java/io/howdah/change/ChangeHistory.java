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

/** Reads again what a read model's change stream told since a place: for those who were away. */
public final class ChangeHistory {

    private static final long MAX_AWAIT_MS = 200;

    private final MongoDatabase database;
    private final ModelCollections collections;

    /** Takes what it reads; either method may end the reading by returning false. */
    public interface Visitor {

        /**
         * A document was written, or one of an external model deleted.
         *
         * @param place the change's place
         * @param operation what was done
         * @param stored the document as it was written; of an external model, as it is by now where it was updated, and its
         *     {@code _id} alone where it was deleted
         */
        boolean change(String place, OperationType operation, Document stored);

        /** Nothing else happened up to this place. */
        boolean passed(String place);
    }

    /** Reads the stream of this database, where the models' collections are. */
    public ChangeHistory(MongoDatabase database, ModelCollections collections) {
        this.database = database;
        this.collections = collections;
    }

    /**
     * Reads on from a place until the visitor has enough.
     *
     * @throws HistoryLostException if what happened since is not known any more, or cannot be told change by change
     * @throws com.mongodb.MongoException if the server fails otherwise
     */
    public void read(ReadModel model, String place, Visitor visitor) {
        String collection = collections.nameOf(model);
        BsonDocument token = StreamPositions.token(place);
        Bson wanted = or(
                eq("ns.coll", collection),
                eq("to.coll", collection),
                pointerOf(model),
                ChangeStream.placeItself(token));
        try {
            if (!collection.equals(model.collection())) {
                requireNoSwitchSince(token, model, collection);
            }
            readAll(token, wanted, model, collection, visitor);
        } catch (MongoCommandException e) {
            if (StreamFailures.isHistoryLost(e)) {
                throw new HistoryLostException("the server's history does not reach back, code " + e.getErrorCode());
            }
            if (StreamFailures.isTooLarge(e)) {
                throw new HistoryLostException("a change is too large for MongoDB to send");
            }
            if (!StreamFailures.isResumable(e) && opens(wanted)) {
                throw new HistoryLostException("the server does not go on from there, code " + e.getErrorCode());
            }
            throw e;
        }
    }

    private void readAll(BsonDocument token, Bson wanted, ReadModel model, String collection, Visitor visitor) {
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor = database.watch(List.of(match(wanted)))
                // Others may write parts of a document, and Howdah writes whole ones.
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

    /** A collection that a rebuild fills shows former states, which no subscriber may be sent; its switch comes only after them. */
    private void requireNoSwitchSince(BsonDocument token, ReadModel model, String collection) {
        Bson wanted = or(pointerOf(model), ChangeStream.placeItself(token));
        // A server answers with nothing when it has read up to its present time, and when the time for an answer is
        // over.
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

    /** Whether the same stream opens without a position: then the position is what the server refuses, and always will. */
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
        String place = StreamPositions.of(change.getResumeToken());
        Document document = document(change, model);
        String namespace =
                change.getNamespace() == null ? "" : change.getNamespace().getCollectionName();
        if (ModelCollections.POINTERS.equals(namespace)) {
            requireNoSwitch(change, document, collection);
            return visitor.passed(place);
        }
        if (change.getNamespace() != null && change.getDocumentKey() == null) {
            throw new HistoryLostException("the collection was dropped or renamed", place);
        }
        if (document == null || !namespace.equals(collection)) {
            // A document without its content was removed by the TTL index, which concerns nobody; or it was updated and
            // is gone
            // by now, which its deletion tells.
            return visitor.passed(place);
        }
        return visitor.change(place, Objects.requireNonNull(change.getOperationType()), document);
    }

    private static @Nullable Document document(ChangeStreamDocument<Document> change, ReadModel model) {
        BsonDocument key = change.getDocumentKey();
        if (key == null || change.getOperationType() != OperationType.DELETE || !model.isExternal()) {
            return change.getFullDocument();
        }
        return new DocumentCodec()
                .decode(new BsonDocumentReader(key), DecoderContext.builder().build());
    }

    /** What was before a rebuild's switch stands in another collection. */
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
