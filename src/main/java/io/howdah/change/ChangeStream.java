package io.howdah.change;

import static com.mongodb.client.model.Aggregates.match;
import static com.mongodb.client.model.Aggregates.project;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.change.PositionKeeper.Saved;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Describes the change stream that a follower reads: the changes of one collection, filtered from the stream of its
 * database. Resume tokens are therefore positions in the database's stream, independent of the collection. The stream
 * includes changes of the collection's pointer. It ends at a switch: open it again from the pointer's change.
 *
 * @param client the connection to the database
 * @param database the database whose stream is read
 * @param followed the collection to follow
 * @param filter an additional {@code $match} stage, or null
 * @param fullDocument whether the server looks up the document of an update
 */
record ChangeStream(
        MongoClient client,
        MongoDatabase database,
        FollowedCollection followed,
        @Nullable Bson filter,
        @Nullable FullDocument fullDocument) {

    /** Maximum time that the server holds an idle getMore, in milliseconds. A stop can take this long. */
    static final long MAX_AWAIT_MS = 1000;

    /** Operation types that concern a single document. */
    static final Set<OperationType> DATA =
            Set.of(OperationType.INSERT, OperationType.UPDATE, OperationType.REPLACE, OperationType.DELETE);

    private static final ClientSessionOptions CAUSAL =
            ClientSessionOptions.builder().causallyConsistent(true).build();

    /**
     * Returns a start position at the server's present time and refreshes the followed collection.
     *
     * @throws com.mongodb.MongoException if the server does not answer
     */
    StreamPosition begin() {
        try (ClientSession session = client.startSession(CAUSAL)) {
            followed.refresh(session, database);
            while (true) {
                database.runCommand(session, new Document("ping", 1));
                StreamPosition now = new StreamPosition.Beginning(session.getOperationTime());
                // Within one session, the second read is not older than the position. Otherwise it could miss a switch
                // before
                // the position, and that switch's event is not in the stream. A switch between the two reads may fall
                // on
                // either side.
                if (!followed.refresh(session, database)) {
                    return now;
                }
            }
        }
    }

    /**
     * Returns the position to resume from after a restart.
     *
     * @throws com.mongodb.MongoException if the server does not answer
     */
    StreamPosition resume(Saved saved) {
        if (saved.collection() == null) {
            try (ClientSession session = client.startSession(CAUSAL)) {
                database.runCommand(session, new Document("ping", 1));
                followed.refresh(session, database);
                followed.beginEarlier();
            }
        } else {
            followed.goBack(saved.collection());
        }
        return new StreamPosition.StartAfter(ResumeToken.of(saved.token()));
    }

    /**
     * Returns the server's present position as a token, which can be saved before the first change, and refreshes the
     * followed collection.
     *
     * @throws com.mongodb.MongoException if the server does not answer
     */
    StreamPosition.After now() {
        try (ClientSession session = client.startSession(CAUSAL)) {
            followed.refresh(session, database);
            while (true) {
                ResumeToken token = token();
                database.runCommand(session, new Document("ping", 1));
                // As in begin(): the second read is not older than the position.
                if (!followed.refresh(session, database)) {
                    return new StreamPosition.After(token);
                }
            }
        }
    }

    private ResumeToken token() {
        try (MongoChangeStreamCursor<ChangeEvent> cursor =
                cursor(database.watch(List.of(match(new Document("operationType", "none"))), RawBsonDocument.class)
                        .maxAwaitTime(1, TimeUnit.MILLISECONDS))) {
            ResumeToken token = null;
            while (token == null) {
                var unused = cursor.tryNext();
                token = ResumeToken.ofNullable(cursor.getResumeToken());
            }
            return token;
        }
    }

    boolean isLookingUp() {
        return fullDocument == FullDocument.UPDATE_LOOKUP;
    }

    /** Opens a cursor that resumes from a position. */
    MongoChangeStreamCursor<ChangeEvent> open(StreamPosition position) {
        return cursor(changes(position, List.of(match(wanted(position)))));
    }

    /** Opens a cursor that resumes from a position and fetches one change per batch. */
    MongoChangeStreamCursor<ChangeEvent> openSingly(StreamPosition position) {
        return cursor(changes(position, List.of(match(wanted(position)))).batchSize(1));
    }

    /**
     * Opens a cursor that resumes from a position and returns operations without documents, so no change is too large for
     * it.
     */
    MongoChangeStreamCursor<ChangeEvent> openOutline(StreamPosition position) {
        return cursor(changes(
                        position, List.of(match(wanted(position)), project(include("_id", "operationType", "ns"))))
                .batchSize(1));
    }

    /** Opens a cursor of change events; the stream's database must have {@link ChangeEvent#CODEC}, see {@link #reading}. */
    static MongoChangeStreamCursor<ChangeEvent> cursor(ChangeStreamIterable<RawBsonDocument> changes) {
        // The driver's cursor of a stream has resume tokens, although withDocumentClass does not declare it.
        return (MongoChangeStreamCursor<ChangeEvent>)
                changes.withDocumentClass(ChangeEvent.class).cursor();
    }

    /** Returns a database for {@link #cursor}. */
    static MongoDatabase reading(MongoDatabase database) {
        return database.withCodecRegistry(CodecRegistries.fromRegistries(
                CodecRegistries.fromCodecs(ChangeEvent.CODEC), database.getCodecRegistry()));
    }

    private ChangeStreamIterable<RawBsonDocument> changes(StreamPosition position, List<Bson> stages) {
        ChangeStreamIterable<RawBsonDocument> changes =
                database.watch(stages, RawBsonDocument.class).maxAwaitTime(MAX_AWAIT_MS, TimeUnit.MILLISECONDS);
        if (fullDocument != null) {
            changes.fullDocument(fullDocument);
        }
        return position.apply(changes);
    }

    /**
     * Returns a filter for the change that a token belongs to. Every pipeline that resumes from the token must include it:
     * some servers resume only after a change that the pipeline matches, and the position may be a change of another
     * collection.
     */
    static Bson changeAt(ResumeToken token) {
        return eq("_id._data", StreamPositions.data(token.value()));
    }

    private Bson wanted(StreamPosition position) {
        Bson ofCollection = eq("ns.coll", followed.present());
        List<Bson> wanted = new ArrayList<>(List.of(
                filter == null ? ofCollection : and(ofCollection, filter),
                // Another collection is renamed to the followed name and replaces it.
                eq("to.coll", followed.present()),
                followed.pointerChanges(),
                eq("operationType", OperationType.INVALIDATE.getValue())));
        if (position.token() != null) {
            wanted.add(changeAt(position.token()));
        }
        return or(wanted);
    }
}
