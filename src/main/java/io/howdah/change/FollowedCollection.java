package io.howdah.change;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.howdah.store.ModelCollections;
import io.howdah.store.Pointer;
import java.util.Objects;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The collection whose changes are wanted at the stream's present place: the one that the route names, or the one that a
 * rebuild has switched it to before that place.
 */
final class FollowedCollection {

    private final String base;
    private final @Nullable ModelCollections collections;
    private volatile String present;
    private volatile boolean isEarlier;

    /**
     * Begins with the collection that the route names.
     *
     * @param collections knows the switches of read models; null where a collection is just a collection
     */
    FollowedCollection(String base, @Nullable ModelCollections collections) {
        this.base = base;
        this.collections = collections;
        this.present = base;
    }

    /** The name that the route knows it by. */
    String base() {
        return base;
    }

    /** The name of the collection at the stream's place. */
    String present() {
        return present;
    }

    /** Matches the changes of its pointer. */
    Bson pointerChanges() {
        return and(eq("ns.coll", ModelCollections.POINTERS), eq("fullDocument.base", base));
    }

    /** Whether this change is one of its pointer, rather than of a document. */
    boolean isPointer(ChangeStreamDocument<RawBsonDocument> change) {
        return collections != null
                && change.getNamespace() != null
                && ModelCollections.POINTERS.equals(change.getNamespace().getCollectionName());
    }

    /** Goes where a change of its pointer says, and the process's readers with it; returns whether that is elsewhere. */
    boolean follow(ChangeStreamDocument<RawBsonDocument> change) {
        boolean wasEarlier = isEarlier;
        isEarlier = false;
        Pointer pointer = pointer(change);
        return moveTo(pointer.collection()) || (wasEarlier && pointer.isOfSwitch());
    }

    /** Whether a change of a pointer is one of its own, and leads away from a collection; it does not go there. */
    boolean isAwayFrom(String collection, ChangeStreamDocument<RawBsonDocument> change) {
        RawBsonDocument stored = change.getFullDocument();
        // Not read as a whole before it is known to be its own: another one's may be broken.
        return collections != null
                && stored != null
                && new BsonString(base).equals(stored.get("base"))
                && !pointer(change).collection().equals(collection);
    }

    private Pointer pointer(ChangeStreamDocument<RawBsonDocument> change) {
        RawBsonDocument stored = Objects.requireNonNull(change.getFullDocument());
        return Objects.requireNonNull(collections).follow(stored.decode(new DocumentCodec()));
    }

    /** Notes that the stream's place may be before a switch that is known already: it is to be told when it comes by. */
    void beginEarlier() {
        isEarlier = true;
    }

    /**
     * Goes where its pointer says, not before what the session has seen; returns whether that is elsewhere.
     *
     * @param reader the collection's database, by the session's connection
     * @throws com.mongodb.MongoException if the server does not answer
     */
    boolean refresh(ClientSession session, MongoDatabase reader) {
        return collections != null
                && moveTo(collections
                        .pointer(session, reader, base)
                        .map(Pointer::collection)
                        .orElse(base));
    }

    /** Goes back to the collection before a switch. */
    void goBack(String former) {
        present = former;
    }

    private boolean moveTo(String next) {
        boolean moved = !next.equals(present);
        present = next;
        return moved;
    }
}
