package io.howdah.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bson.Document;

/** Stores the pointers in the read models' database, so that each switch has a position in its change stream. */
final class Pointers {

    /** Name of the pointers' collection. */
    static final String COLLECTION = "howdah_models";

    private final MongoCollection<Document> stored;

    Pointers(MongoDatabase database) {
        this.stored = database.getCollection(COLLECTION)
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    List<Pointer> all() {
        return stored.find().map(Pointer::of).into(new ArrayList<>());
    }

    Optional<Pointer> find(String model) {
        return Optional.ofNullable(stored.find(eq("_id", model)).first()).map(Pointer::of);
    }

    /** Returns the pointer at a state not older than the session's. */
    Optional<Pointer> find(ClientSession session, String model) {
        return Optional.ofNullable(stored.find(session, eq("_id", model)).first())
                .map(Pointer::of);
    }

    /** Returns the pointer of the model whose SDL names this collection. */
    Optional<Pointer> ofBase(ClientSession session, String base) {
        return Optional.ofNullable(stored.find(session, eq("base", base)).first())
                .map(Pointer::of);
    }

    /**
     * Replaces a pointer, if it has not changed since it was read.
     *
     * @return the stored pointer, or empty if another writer changed it first
     * @throws MongoException if the server fails
     */
    Optional<Pointer> change(Pointer read, UnaryOperator<Pointer> change) {
        Pointer next = change.apply(read).next(Instant.now());
        if (read.revision() > 0) {
            boolean done =
                    stored.replaceOne(and(eq("_id", read.model()), eq("rev", read.revision())), next.toDocument())
                                    .getMatchedCount()
                            == 1;
            return done ? Optional.of(next) : Optional.empty();
        }
        try {
            stored.insertOne(next.toDocument());
            return Optional.of(next);
        } catch (MongoWriteException e) {
            if (ErrorCategory.fromErrorCode(e.getCode()) == ErrorCategory.DUPLICATE_KEY) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
