package io.howdah.change;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.howdah.upgrade.NewerFormatException;
import io.howdah.upgrade.StoredFormat;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the positions of durable routes in MongoDB, for the option {@code changeStreamTokenRepository} of change-stream
 * routes: the bean {@code changeStreamTokens}. Keys are {@code <routeId>/<collection>}; a state is the resume token as
 * JSON, as in the repositories of later Camel versions. In addition to a {@link StateRepository}, it leases each key to
 * one process at a time.
 */
public final class DurablePositions extends ServiceSupport implements StateRepository<String, String> {

    /** Format of stored positions. */
    public static final StoredFormat FORMAT = new StoredFormat("the position of a durable route", 1);

    private static final Logger LOG = LoggerFactory.getLogger(DurablePositions.class);

    private final MongoCollection<Document> positions;

    /**
     * Creates a repository in a database.
     *
     * @param system the system database. Its collection {@code places} has a document for each key: {@code place}, the
     *     token as JSON; {@code collection}, the followed collection; {@code holder}, the process with the lease; {@code
     *     epoch}, increased with each holder; {@code beat}, the holder's heartbeat; {@code format}
     */
    public DurablePositions(MongoDatabase system) {
        this.positions = system.getCollection("places")
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    /**
     * Creates a lease on a key. Wait for it with {@link PositionKeeper#begin}.
     *
     * @throws NewerFormatException if a newer Howdah stored the position
     */
    PositionKeeper lease(String key) {
        requireReadable(key);
        return new Lease(positions, key, Lease.LIFETIME);
    }

    private void requireReadable(String key) {
        try {
            Document found = positions.find(Filters.eq("_id", key)).first();
            if (found != null) {
                FORMAT.require(found);
            }
        } catch (MongoException e) {
            // The route waits for the position and retries.
            LOG.atDebug()
                    .addKeyValue("key", key)
                    .addKeyValue("reason", e.getMessage())
                    .log("Position cannot be read");
        }
    }

    /** Sets a position by hand. A process that already follows the route does not read it. */
    @Override
    public void setState(String key, String position) {
        positions.updateOne(
                Filters.eq("_id", key),
                Updates.combine(
                        Updates.set(Lease.PLACE, position),
                        Updates.unset(Lease.COLLECTION),
                        Updates.unset(StoredFormat.FIELD)),
                new UpdateOptions().upsert(true));
    }

    @Override
    public @Nullable String getState(String key) {
        Document found = positions.find(Filters.eq("_id", key)).first();
        return found == null ? null : found.getString(Lease.PLACE);
    }
}
