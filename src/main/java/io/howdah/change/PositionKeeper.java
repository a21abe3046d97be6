package io.howdah.change;

import io.howdah.observe.FailureState;
import io.howdah.timing.Pause;
import java.util.Optional;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** Stores the position of a durable route across restarts. */
interface PositionKeeper {

    /**
     * A position to resume from.
     *
     * @param token the resume token
     * @param collection the collection followed at this position, or null if not known
     */
    record Saved(BsonDocument token, @Nullable String collection) {}

    /**
     * Waits until the route may run in this process.
     *
     * @param pause waits between two checks; stopping the route interrupts it
     * @return false if the route was stopped first
     */
    boolean begin(Pause pause) throws InterruptedException;

    /** Returns why the lease cannot be checked; empty while it can. */
    Optional<FailureState.Present> trouble();

    /** Fails if the route may no longer run in this process. */
    void requireHeld() throws LeaseLostException;

    /**
     * Returns the last saved position, or null if there is none.
     *
     * @throws com.mongodb.MongoException if it cannot be read
     */
    @Nullable
    Saved saved();

    /**
     * Saves a position.
     *
     * @throws LeaseLostException if another process has the route; nothing was saved
     * @throws com.mongodb.MongoException if it cannot be saved
     */
    void save(Saved position);

    /** Returns the lease epoch, which grows with each holder; 0 without leases. */
    long epoch();

    /** Releases the route for other processes. */
    void end();
}
