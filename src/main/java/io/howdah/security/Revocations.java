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
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revoked tokens that have not expired: those of a subject, session or account, or one by its id, issued before a given
 * time. The processes of an application share them in the collection {@code revocations}, which each reads every two
 * seconds. Thread-safe.
 */
public final class Revocations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    private static final long POLL_SECONDS = 2;

    /** Days to keep a revocation, longer than the lifetime of any token. */
    private static final long TTL_DAYS = 400;

    /**
     * Maximum that the server's clock may go back, for example with another primary. Reads overlap by this time, so that
     * no revocation is missed.
     */
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    /** What a revocation applies to. */
    public enum Kind {
        /** All tokens of a subject. */
        SUBJECT,
        /** One token, by its claim {@code jti}. */
        TOKEN,
        /** The tokens of a session at its provider, by {@link #ofProvider} of the claim {@code sid}. */
        SESSION,
        /** The tokens of an account at its provider, by {@link #ofProvider} of the claim {@code sub}. */
        ACCOUNT,
        /** The tokens of an account that have no session id. */
        ACCOUNT_WITHOUT_SESSION
    }

    /** A revoked item. The kind is text, because a later version may have more kinds. */
    private record Revoked(String kind, String id) {}

    /**
     * The times of a revocation.
     *
     * @param before tokens issued before this time are revoked
     * @param until when it can be removed, because all its tokens have expired
     */
    private record Extent(Instant before, Instant until) {
        private Extent with(Extent other) {
            return new Extent(
                    before.isAfter(other.before) ? before : other.before,
                    until.isAfter(other.until) ? until : other.until);
        }
    }

    private final MongoCollection<Document> stored;
    private final Duration clockSkew;
    private final Map<Revoked, Extent> known = new ConcurrentHashMap<>();
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "howdah-revocations");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Runnable changed = () -> {};
    private Instant newestWritten = Instant.EPOCH;
    private boolean failing;

    /**
     * Creates an instance without revocations.
     *
     * @param system the system database
     * @param clockSkew how far issuers' clocks may be ahead
     */
    public Revocations(MongoDatabase system, Duration clockSkew) {
        this.clockSkew = clockSkew;
        stored = system.getCollection("revocations")
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.LOCAL)
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    /**
     * Reads the revocations, and repeats that periodically until the close.
     *
     * @throws MongoException if they cannot be read: a process must not authenticate clients without them
     */
    public void start() {
        stored.createIndex(Indexes.ascending("before"), new IndexOptions().expireAfter(TTL_DAYS, TimeUnit.DAYS));
        stored.createIndex(Indexes.ascending("until"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
        read();
        var unused = reader.scheduleWithFixedDelay(this::poll, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    }

    /** Sets a task that runs after new revocations, on any thread. */
    void onChange(Runnable task) {
        changed = task;
    }

    /**
     * Revokes tokens issued until now: immediately in this process, within seconds in others.
     *
     * @return the time, by the issuer's clock, before which tokens are revoked
     * @throws MongoException if it cannot be written
     */
    public Instant revoke(Kind kind, String id) {
        Instant now = Instant.now();
        revoke(kind, id, now, now.plus(TTL_DAYS, ChronoUnit.DAYS));
        return now.plus(clockSkew);
    }

    /**
     * Revokes tokens issued before a time of the issuer's clock: immediately in this process, within seconds in others.
     *
     * @param until when the revocation can be removed
     * @throws MongoException if it cannot be written
     */
    void revoke(Kind kind, String id, Instant before, Instant until) {
        stored.updateOne(
                eq("_id", kind + ":" + id),
                Updates.combine(
                        Updates.set("kind", kind.name()),
                        Updates.set("id", id),
                        Updates.max("before", Date.from(before)),
                        Updates.max("until", Date.from(until)),
                        // The server's clock is the same for all processes.
                        Updates.currentDate("written")),
                new UpdateOptions().upsert(true));
        learn(new Revoked(kind.name(), id), new Extent(before, until));
        changed.run();
    }

    /** Returns an id of a session or account that is unique across providers. */
    static String ofProvider(String issuer, String id) {
        // Issuer names contain no spaces.
        return issuer + " " + id;
    }

    /** Returns whether a session is revoked. */
    public boolean isRevoked(Session session) {
        if (known.isEmpty()) {
            return false;
        }
        // A token's issue time is in seconds, by a clock that may be ahead. A token issued shortly after the
        // revocation is revoked too.
        return isIssuedBefore(session, Kind.SUBJECT, session.principal().subject(), clockSkew)
                // A token id is unique, so its issue time does not matter.
                || (!session.tokenId().isEmpty()
                        && known.containsKey(new Revoked(Kind.TOKEN.name(), session.tokenId())))
                || isEndedAtProvider(session);
    }

    private boolean isEndedAtProvider(Session session) {
        Optional<String> id = session.claim("sid").map(session::atProvider);
        if (id.isPresent() && isIssuedBefore(session, Kind.SESSION, id.get(), Duration.ZERO)) {
            return true;
        }
        String account = session.atProvider(session.claim("sub").orElse(""));
        // An account that logs in again may also have a token without issue time.
        return session.hasIssueTime()
                && (isIssuedBefore(session, Kind.ACCOUNT, account, Duration.ZERO)
                        || (id.isEmpty()
                                && isIssuedBefore(session, Kind.ACCOUNT_WITHOUT_SESSION, account, Duration.ZERO)));
    }

    private boolean isIssuedBefore(Session session, Kind kind, String id, Duration skew) {
        Extent revoked = known.get(new Revoked(kind.name(), id));
        return revoked != null && session.issued().isBefore(revoked.before().plus(skew));
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
                                "Revocations cannot be read; those of other processes are unknown until MongoDB is available");
            }
        } catch (RuntimeException | Error e) {
            if (!reader.isShutdown()) {
                LOG.atError().setCause(e).log("Reading revocations failed");
            }
        }
    }

    private synchronized void read() {
        boolean changes = false;
        Instant newest = newestWritten;
        for (Document found : stored.find(gte("written", Date.from(after(newestWritten))))) {
            changes |= learn(new Revoked(found.getString("kind"), found.getString("id")), extent(found));
            Instant written = found.getDate("written").toInstant();
            newest = written.isAfter(newest) ? written : newest;
        }
        newestWritten = newest;
        Instant now = Instant.now();
        known.values().removeIf(extent -> extent.until().isBefore(now));
        if (changes) {
            changed.run();
        }
    }

    private static Instant after(Instant newest) {
        return newest.equals(Instant.EPOCH) ? newest : newest.minus(OVERLAP);
    }

    private static Extent extent(Document found) {
        Instant before = found.getDate("before").toInstant();
        // Former versions stored no "until".
        return new Extent(
                before,
                Optional.ofNullable(found.getDate("until"))
                        .map(Date::toInstant)
                        .orElse(before.plus(TTL_DAYS, ChronoUnit.DAYS)));
    }

    /** Returns whether the revocation is new. */
    private boolean learn(Revoked revoked, Extent extent) {
        Extent former = known.get(revoked);
        known.merge(revoked, extent, Extent::with);
        return former == null || former.before().isBefore(extent.before());
    }

    /** Stops the periodic read and waits for it, so that the client can be closed next. */
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
