package io.howdah.change;

import io.howdah.observe.FailureState;
import io.howdah.timing.Pause;
import java.util.Optional;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** Keeps a durable route's place over a restart. */
interface PositionKeeper {

    /**
     * A place to go on from.
     *
     * @param token the resume token
     * @param collection the one that is followed at this place, or null where that is not known
     */
    record Saved(BsonDocument token, @Nullable String collection) {}

    /**
     * Waits until the route may run in this process.
     *
     * @param pause waits between two looks; who stops the route ends it
     * @return false if it was stopped before
     */
    boolean begin(Pause pause) throws InterruptedException;

    /** Why it cannot be told whether the route may run here; empty while it can. */
    Optional<FailureState.Present> trouble();

    /** Makes sure that the route may still run here. */
    void requireHeld() throws LeaseLostException;

    /**
     * Return the place that was saved last, or null where none was.
     *
     * @throws com.mongodb.MongoException if it cannot be read now
     */
    @Nullable
    Saved saved();

    /**
     * Saves a place.
     *
     * @throws LeaseLostException if the route is another process's by now; nothing was saved
     * @throws com.mongodb.MongoException if it cannot be saved now
     */
    void save(Saved place);

    /** The lease's number, which grows with each holder; 0 where there are no leases. */
    long epoch();

    /** Lets another process run the route. */
    void end();
}
