package io.howdah.ingest.rebuild;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.howdah.ingest.rebuild.Rebuild.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Stores each model's last rebuild and the lease of the process that runs it. A process that lost the lease can no
 * longer write here; its other writes are guarded by the documents' versions. Thread-safe.
 */
final class RebuildLedger {

    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Rebuild> rebuilds;

    RebuildLedger(MongoDatabase systemDatabase) {
        this.rebuilds = systemDatabase
                .getCollection("rebuilds", Rebuild.class)
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    Optional<Rebuild> find(String model) {
        return Optional.ofNullable(rebuilds.find(eq("_id", model)).first());
    }

    List<Rebuild> all() {
        return rebuilds.find().into(new ArrayList<>());
    }

    /**
     * Starts a rebuild.
     *
     * @return false if another process was first
     */
    boolean begin(Optional<Rebuild> former, Rebuild next) {
        if (former.isPresent()) {
            return rebuilds.replaceOne(
                                    and(
                                            eq("_id", next.model()),
                                            eq(
                                                    "lease.epoch",
                                                    former.get().lease().epoch())),
                                    next)
                            .getMatchedCount()
                    == 1;
        }
        try {
            rebuilds.insertOne(next);
            return true;
        } catch (MongoWriteException e) {
            if (ErrorCategory.fromErrorCode(e.getCode()) == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Saves the progress.
     *
     * @return the stored state, or empty if another process runs the rebuild
     */
    Optional<Rebuild> save(Rebuild running) {
        return update(
                running,
                combine(
                        set("phase", running.phase()),
                        set("positions", running.positions()),
                        set("counts", running.counts()),
                        set("lease.beat", Instant.now())));
    }

    /**
     * Renews the lease.
     *
     * @param failure the failure that the rebuild waits for, or null
     * @return the stored state, or empty if another process runs the rebuild
     */
    Optional<Rebuild> beat(Rebuild running, @Nullable String failure) {
        return update(running, combine(set("lease.beat", Instant.now()), set("lease.trouble", failure)));
    }

    void end(Rebuild running, State state, @Nullable String reason) {
        var unused = update(
                running,
                combine(
                        set("state", state),
                        set("reason", reason),
                        set("endedAt", Instant.now()),
                        set("lease.trouble", null)));
    }

    /** Requests the process that runs the rebuild to stop. */
    void requestStop(Rebuild running) {
        var unused = update(running, set("lease.stop", true));
    }

    /** Requests the rebuild to drop the former collections at its end. */
    void requestDropOld(Rebuild running) {
        var unused = update(running, set("plan.dropOld", true));
    }

    private Optional<Rebuild> update(Rebuild running, Bson update) {
        return Optional.ofNullable(rebuilds.findOneAndUpdate(
                and(
                        eq("_id", running.model()),
                        eq("lease.epoch", running.lease().epoch()),
                        eq("state", State.RUNNING)),
                update,
                AFTER));
    }
}
