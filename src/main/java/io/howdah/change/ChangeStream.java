package io.howdah.change;

import static com.mongodb.client.model.Aggregates.match;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
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
    private static final long MAX_AWAIT_MS = 1000;

    private static final ClientSessionOptions CAUSAL =
            ClientSessionOptions.builder().causallyConsistent(true).build();

    /**
     * Finds a place to begin from, the server's present time, and the collection that is followed at that place.
     *
     * @throws com.mongodb.MongoException if the server does not answer
     */
    Place begin() {
        try (ClientSession session = client.startSession(CAUSAL)) {
            followed.refresh(session, database);
            while (true) {
                database.runCommand(session, new Document("ping", 1));
                Place now = new Place.Beginning(session.getOperationTime());
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

    /** Opens a cursor that goes on from a place. */
    MongoChangeStreamCursor<ChangeStreamDocument<Document>> open(Place place) {
        ChangeStreamIterable<Document> changes =
                database.watch(List.of(match(wanted()))).maxAwaitTime(MAX_AWAIT_MS, TimeUnit.MILLISECONDS);
        if (fullDocument != null) {
            changes.fullDocument(fullDocument);
        }
        return place.apply(changes).cursor();
    }

    private Bson wanted() {
        Bson ofCollection = eq("ns.coll", followed.present());
        return or(
                filter == null ? ofCollection : and(ofCollection, filter),
                // In every pipeline: the server resumes only behind a change that the new pipeline matches as well.
                followed.pointerChanges(),
                eq("operationType", "invalidate"));
    }
}
