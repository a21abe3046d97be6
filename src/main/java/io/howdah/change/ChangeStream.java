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
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.change.PositionKeeper.Saved;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What is followed: the changes of one collection, read from the stream of its database, so that a resume token is a
 * place in the database's stream whichever collection it came from. The collection's pointer is read with it; what comes
 * after a switch is not in this stream, which must be opened again from the pointer's change.
 *
 * @param client the connection to the database
 * @param database the database whose stream is read
 * @param followed the collection whose changes are wanted
 * @param filter a further {@code $match}, or null
 * @param fullDocument whether updates look the document up
 */
record ChangeStream(
        MongoClient client,
        MongoDatabase database,
        FollowedCollection followed,
        @Nullable Bson filter,
        @Nullable FullDocument fullDocument) {

    /** How long the server holds an idle getMore. It also bounds how long a stop waits. */
    static final long MAX_AWAIT_MS = 1000;

    /** What is told of one document. */
    static final Set<OperationType> DATA =
            Set.of(OperationType.INSERT, OperationType.UPDATE, OperationType.REPLACE, OperationType.DELETE);

    private static final ClientSessionOptions CAUSAL =
            ClientSessionOptions.builder().causallyConsistent(true).build();

    /**
     * Finds a place to begin from, the server's present time, and the collection that is followed at that place.
     *
     * @throws com.mongodb.MongoException if the server does not answer
     */
    StreamPosition begin() {
        try (ClientSession session = client.startSession(CAUSAL)) {
            followed.refresh(session, database);
            while (true) {
                database.runCommand(session, new Document("ping", 1));
                StreamPosition now = new StreamPosition.Beginning(session.getOperationTime());
                // In one session the second look is not at an older state than the place; without that a switch before
                // the
                // place might not be seen yet, and its event is not in the stream. One between the looks may be on
                // either side.
                if (!followed.refresh(session, database)) {
                    return now;
                }
            }
        }
    }

    /**
     * Goes on from a place of an earlier life.
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
        return new StreamPosition.StartAfter(saved.token());
    }

    /**
     * Finds the server's present place as a token, which can be kept before anything has happened, and the collection that is
     * followed there.
     *
     * @throws com.mongodb.MongoException if the server does not answer
     */
    StreamPosition.After now() {
        try (ClientSession session = client.startSession(CAUSAL)) {
            followed.refresh(session, database);
            while (true) {
                BsonDocument token = token();
                database.runCommand(session, new Document("ping", 1));
                // As in begin(): the second look is not at an older state than the place.
                if (!followed.refresh(session, database)) {
                    return new StreamPosition.After(token);
                }
            }
        }
    }

    private BsonDocument token() {
        try (MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor = database.watch(
                        List.of(match(new Document("operationType", "none"))), RawBsonDocument.class)
                .maxAwaitTime(1, TimeUnit.MILLISECONDS)
                .cursor()) {
            BsonDocument token = null;
            while (token == null) {
                var unused = cursor.tryNext();
                token = cursor.getResumeToken();
            }
            return token;
        }
    }

    boolean isLookingUp() {
        return fullDocument == FullDocument.UPDATE_LOOKUP;
    }

    /** Opens a cursor that goes on from a place. */
    MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> open(StreamPosition place) {
        return changes(place, List.of(match(wanted(place)))).cursor();
    }

    /** Opens a cursor that goes on from a place and reads changes one by one. */
    MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> openSingly(StreamPosition place) {
        return changes(place, List.of(match(wanted(place)))).batchSize(1).cursor();
    }

    /** Opens a cursor that goes on from a place and shows what was done, but no document: no change is too large for it. */
    MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> openOutline(StreamPosition place) {
        return changes(place, List.of(match(wanted(place)), project(include("_id", "operationType", "ns"))))
                .batchSize(1)
                .cursor();
    }

    private ChangeStreamIterable<RawBsonDocument> changes(StreamPosition place, List<Bson> stages) {
        ChangeStreamIterable<RawBsonDocument> changes =
                database.watch(stages, RawBsonDocument.class).maxAwaitTime(MAX_AWAIT_MS, TimeUnit.MILLISECONDS);
        if (fullDocument != null) {
            changes.fullDocument(fullDocument);
        }
        return place.apply(changes);
    }

    /**
     * Matches the change that a token belongs to. It belongs into every pipeline that goes on from there: some servers go on
     * only behind a change that the pipeline itself matches, and a place may be the one of another collection's change.
     */
    static Bson placeItself(BsonDocument token) {
        return eq("_id._data", StreamPositions.data(token));
    }

    private Bson wanted(StreamPosition place) {
        Bson ofCollection = eq("ns.coll", followed.present());
        List<Bson> wanted = new ArrayList<>(List.of(
                filter == null ? ofCollection : and(ofCollection, filter),
                // Another collection takes its name, and its place.
                eq("to.coll", followed.present()),
                followed.pointerChanges(),
                eq("operationType", OperationType.INVALIDATE.getValue())));
        if (place.token() != null) {
            wanted.add(placeItself(place.token()));
        }
        return or(wanted);
    }
}
