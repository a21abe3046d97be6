package io.howdah.security;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens that are not taken any more although their time is not over: those of a subject, or one by its id, that were issued until
 * a moment. All processes of an application share them by the collection {@code revocations}, which each reads every two seconds.
 */
public final class Revocations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    private static final long POLL_SECONDS = 2;

    /** No token lasts longer. */
    private static final long KEPT_DAYS = 400;

    /** By how much the server's clock may go back, as with another primary, so that nobody misses what another has written. */
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    /** What is revoked. */
    public enum Kind {
        /** All tokens of somebody. */
        SUBJECT,
        /** One token, by its claim {@code jti}. */
        TOKEN
    }

    /** The name of the kind, since a later version may know more of them. */
    private record Revoked(String kind, String id) {}

    private final MongoCollection<Document> stored;
    private final Duration clockSkew;
    private final Map<Revoked, Instant> known = new ConcurrentHashMap<>();
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "howdah-revocations");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Runnable changed = () -> {};
    private Instant seen = Instant.EPOCH;
    private boolean failing;

    /**
     * Creates them without any yet.
     *
     * @param system the system database
     * @param clockSkew how far the clocks of issuers may be ahead
     */
    public Revocations(MongoDatabase system, Duration clockSkew) {
        this.clockSkew = clockSkew;
        stored = system.getCollection("revocations")
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.LOCAL)
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    /**
     * Reads them, and goes on doing so.
     *
     * @throws MongoException if they cannot be read now: a process that does not know them must not let anybody in
     */
    public void start() {
        stored.createIndex(Indexes.ascending("before"), new IndexOptions().expireAfter(KEPT_DAYS, TimeUnit.DAYS));
        read();
        var unused = reader.scheduleWithFixedDelay(this::poll, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    }

    /** Runs this whenever there are more, on any thread. */
    void onChange(Runnable more) {
        changed = more;
    }

    /**
     * Revokes what was issued until now, here at once and in the other processes within seconds.
     *
     * @return the time before which a token counts as issued until now, by its issuer's clock
     * @throws MongoException if it cannot be written
     */
    public Instant revoke(Kind kind, String id) {
        Instant now = Instant.now();
        stored.updateOne(
                eq("_id", kind + ":" + id),
                Updates.combine(
                        Updates.set("kind", kind.name()),
                        Updates.set("id", id),
                        Updates.max("before", Date.from(now)),
                        // By the server's clock, which is the same for all.
                        Updates.currentDate("written")),
                new UpdateOptions().upsert(true));
        learn(new Revoked(kind.name(), id), now);
        changed.run();
        return now.plus(clockSkew);
    }

    /** Return whether a session holds no more. */
    public boolean isRevoked(Session session) {
        if (known.isEmpty()) {
            return false;
        }
        // A token has its time in seconds, by a clock that may be ahead: one that was issued shortly after the
        // revocation goes too.
        Instant before =
                known.get(new Revoked(Kind.SUBJECT.name(), session.principal().subject()));
        return (before != null && session.issued().isBefore(before.plus(clockSkew)))
                // There is one of this id, whenever its issuer's clock says that it was issued.
                || (!session.tokenId().isEmpty()
                        && known.containsKey(new Revoked(Kind.TOKEN.name(), session.tokenId())));
    }

    private void poll() {
        try {
            read();
            if (failing) {
                failing = false;
                LOG.info("Revocations can be read again");
            }
        } catch (MongoException e) {
            if (!failing && !reader.isShutdown()) {
                failing = true;
                LOG.atWarn()
                        .addKeyValue("reason", e.getClass().getSimpleName())
                        .log(
                                "Revocations cannot be read; those of other processes are not known until MongoDB is back");
            }
        } catch (RuntimeException | Error e) {
            if (!reader.isShutdown()) {
                LOG.atError().setCause(e).log("Revocations could not be read");
            }
        }
    }

    private synchronized void read() {
        boolean more = false;
        Instant newest = seen;
        for (Document found : stored.find(gte("written", Date.from(after(seen))))) {
            Instant before = found.getDate("before").toInstant();
            more |= learn(new Revoked(found.getString("kind"), found.getString("id")), before);
            Instant written = found.getDate("written").toInstant();
            newest = written.isAfter(newest) ? written : newest;
        }
        seen = newest;
        if (more) {
            changed.run();
        }
    }

    private static Instant after(Instant newest) {
        return newest.equals(Instant.EPOCH) ? newest : newest.minus(OVERLAP);
    }

    /** Return whether it was not known. */
    private boolean learn(Revoked revoked, Instant before) {
        Instant former = known.get(revoked);
        known.merge(revoked, before, (one, other) -> one.isAfter(other) ? one : other);
        return former == null || former.isBefore(before);
    }

    /** Ends the reading. Whoever closes the client next finds none under way. */
    @Override
    public void close() {
        reader.shutdownNow();
        try {
            var unused = reader.awaitTermination(POLL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
