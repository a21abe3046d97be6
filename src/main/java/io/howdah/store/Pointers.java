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

/** The pointers as they are stored, in the read models' database, so that a switch has its place in their change stream. */
final class Pointers {

    /** The collection that holds them. */
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

    /** Finds the pointer as it is, or was at a time that is not before what the session has seen. */
    Optional<Pointer> find(ClientSession session, String model) {
        return Optional.ofNullable(stored.find(session, eq("_id", model)).first())
                .map(Pointer::of);
    }

    /** The pointer of the model whose collection the SDL names so. */
    Optional<Pointer> ofBase(ClientSession session, String base) {
        return Optional.ofNullable(stored.find(session, eq("base", base)).first())
                .map(Pointer::of);
    }

    /**
     * Writes a changed pointer, on the condition that it still is as it was read.
     *
     * @return what is stored now, or empty if somebody else was faster
     * @throws MongoException if the server does not do it
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
