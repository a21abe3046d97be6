package io.howdah.change;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import io.howdah.store.ModelCollections;
import io.howdah.store.Pointer;
import java.util.Objects;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The collection to follow at the stream's present position: the one that the route names, or the one that a rebuild
 * switched to before that position.
 */
final class FollowedCollection {

    private final String base;
    private final @Nullable ModelCollections collections;
    private volatile String present;
    private volatile boolean isEarlier;

    /**
     * Creates one that starts with the collection that the route names.
     *
     * @param collections knows the switches of read models; null if the collection has no read model
     */
    FollowedCollection(String base, @Nullable ModelCollections collections) {
        this.base = base;
        this.collections = collections;
        this.present = base;
    }

    /** Returns the collection's name in the route. */
    String base() {
        return base;
    }

    /** Returns the collection's name at the stream's position. */
    String present() {
        return present;
    }

    /** Returns a filter for changes of the collection's pointer. */
    Bson pointerChanges() {
        return and(eq("ns.coll", ModelCollections.POINTERS), eq("fullDocument.base", base));
    }

    /** Returns whether a change is one of the pointer, not of a document. */
    boolean isPointer(ChangeEvent change) {
        return collections != null && ModelCollections.POINTERS.equals(change.collection());
    }

    /** Applies a change of the pointer, also for the process's readers. Returns whether it switched the collection. */
    boolean follow(ChangeEvent change) {
        boolean wasEarlier = isEarlier;
        isEarlier = false;
        Pointer pointer = pointer(change);
        return moveTo(pointer.collection()) || (wasEarlier && pointer.isOfSwitch());
    }

    /** Returns whether a change is a switch of this model's pointer away from a collection. Does not apply it. */
    boolean isAwayFrom(String collection, ChangeEvent change) {
        RawBsonDocument stored = change.document();
        // Parse the document only if it is this model's pointer: another pointer may be invalid.
        return collections != null
                && stored != null
                && new BsonString(base).equals(stored.get("base"))
                && !pointer(change).collection().equals(collection);
    }

    private Pointer pointer(ChangeEvent change) {
        RawBsonDocument stored = Objects.requireNonNull(change.document());
        return Objects.requireNonNull(collections).follow(stored.decode(new DocumentCodec()));
    }

    /**
     * Records that the stream's position may be before a switch that is already known, which must be delivered when it
     * comes.
     */
    void beginEarlier() {
        isEarlier = true;
    }

    /**
     * Reads the pointer at a state not older than the session's, and applies it. Returns whether it switched the
     * collection.
     *
     * @param reader the collection's database, through the session's connection
     * @throws com.mongodb.MongoException if the server does not answer
     */
    boolean refresh(ClientSession session, MongoDatabase reader) {
        return collections != null
                && moveTo(collections
                        .pointer(session, reader, base)
                        .map(Pointer::collection)
                        .orElse(base));
    }

    /** Returns to the collection before a switch. */
    void goBack(String former) {
        present = former;
    }

    private boolean moveTo(String next) {
        boolean moved = !next.equals(present);
        present = next;
        return moved;
    }
}
