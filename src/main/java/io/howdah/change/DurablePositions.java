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
 * Keeps the places of durable routes in MongoDB, for the option {@code changeStreamTokenRepository} of change-stream routes: the
 * bean {@code changeStreamTokens}. A key is {@code <routeId>/<collection>}, a state the resume token as JSON, as in the
 * repositories of later Camel versions. Beyond what a {@link StateRepository} does, it gives each key to one process at a time.
 */
public final class DurablePositions extends ServiceSupport implements StateRepository<String, String> {

    /** The format in which places are stored. */
    public static final StoredFormat FORMAT = new StoredFormat("the place of a durable route", 1);

    private static final Logger LOG = LoggerFactory.getLogger(DurablePositions.class);

    private final MongoCollection<Document> places;

    /**
     * Makes it.
     *
     * @param system the system database, whose collection {@code places} holds for each key: {@code place}, the token as JSON;
     *     {@code collection}, the one that is followed there;
     *     {@code holder}, whose it is; {@code epoch}, one more with each holder; {@code beat}, the holder's sign of life;
     *     {@code format}
     */
    public DurablePositions(MongoDatabase system) {
        this.places = system.getCollection("places")
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    /**
     * Makes a lease on a key, which is to be waited for.
     *
     * @throws NewerFormatException if its place was stored by a newer Howdah
     */
    PositionKeeper lease(String key) {
        requireReadable(key);
        return new Lease(places, key, Lease.LIFETIME);
    }

    private void requireReadable(String key) {
        try {
            Document found = places.find(Filters.eq("_id", key)).first();
            if (found != null) {
                FORMAT.require(found);
            }
        } catch (MongoException e) {
            // The route waits for it, and asks again.
            LOG.atDebug()
                    .addKeyValue("key", key)
                    .addKeyValue("reason", e.getMessage())
                    .log("Place cannot be read");
        }
    }

    /** Sets a place by hand; a process that follows the route does not look. */
    @Override
    public void setState(String key, String place) {
        places.updateOne(
                Filters.eq("_id", key),
                Updates.combine(
                        Updates.set(Lease.PLACE, place),
                        Updates.unset(Lease.COLLECTION),
                        Updates.unset(StoredFormat.FIELD)),
                new UpdateOptions().upsert(true));
    }

    @Override
    public @Nullable String getState(String key) {
        Document found = places.find(Filters.eq("_id", key)).first();
        return found == null ? null : found.getString(Lease.PLACE);
    }
}
