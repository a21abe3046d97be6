package io.howdah.change;

import static com.mongodb.client.model.Aggregates.match;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What is followed: the changes of one collection, read from the stream of its database, so that a resume token is a
 * place in the database's stream whichever collection it came from.
 *
 * @param database the database whose stream is read
 * @param collection the collection whose changes are wanted
 * @param filter a further {@code $match}, or null
 * @param fullDocument whether updates look the document up
 */
record ChangeStream(
        MongoDatabase database,
        String collection,
        @Nullable Bson filter,
        @Nullable FullDocument fullDocument) {

    /** How long the server holds an idle getMore. It also bounds how long a stop waits. */
    private static final long MAX_AWAIT_MS = 1000;

    /**
     * Asks the server for its present time, from which a stream that has no place yet begins.
     *
     * @return the time, or null if the server tells none
     * @throws com.mongodb.MongoException if it does not answer
     */
    @Nullable
    BsonTimestamp now(MongoClient client) {
        try (ClientSession session = client.startSession()) {
            database.runCommand(session, new Document("ping", 1));
            return session.getOperationTime();
        }
    }

    /** Opens a cursor that goes on from a place. */
    MongoChangeStreamCursor<ChangeStreamDocument<Document>> open(Place place) {
        ChangeStreamIterable<Document> changes =
                database.watch(pipeline()).maxAwaitTime(MAX_AWAIT_MS, TimeUnit.MILLISECONDS);
        if (fullDocument != null) {
            changes.fullDocument(fullDocument);
        }
        return place.apply(changes).cursor();
    }

    private List<Bson> pipeline() {
        List<Bson> pipeline = new ArrayList<>();
        pipeline.add(match(or(eq("ns.coll", collection), eq("operationType", "invalidate"))));
        if (filter != null) {
            pipeline.add(match(filter));
        }
        return pipeline;
    }
}
