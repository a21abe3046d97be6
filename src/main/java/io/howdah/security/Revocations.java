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
        TOKEN,
        /** The tokens of a session at its provider, by {@link #ofProvider} of the claim {@code sid}. */
        SESSION,
        /** The tokens of an account at its provider, by {@link #ofProvider} of the claim {@code sub}. */
        ACCOUNT,
        /** Those of them that name no session. */
        ACCOUNT_WITHOUT_SESSION
    }

    /** The name of the kind, since a later version may know more of them. */
    private record Revoked(String kind, String id) {}

    /**
     * What is known of it.
     *
     * @param before what was issued before is revoked
     * @param until when it may be forgotten, as no such token is good any more
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
        stored.createIndex(Indexes.ascending("until"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
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
        revoke(kind, id, now, now.plus(KEPT_DAYS, ChronoUnit.DAYS));
        return now.plus(clockSkew);
    }

    /**
     * Revokes what was issued before a moment by its issuer's clock, here at once and in the other processes within seconds.
     *
     * @param until when it may be forgotten
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
                        // By the server's clock, which is the same for all.
                        Updates.currentDate("written")),
                new UpdateOptions().upsert(true));
        learn(new Revoked(kind.name(), id), new Extent(before, until));
        changed.run();
    }

    /** Returns what names a session or an account of this provider, and none of another. */
    static String ofProvider(String issuer, String id) {
        // No issuer's name has a space.
        return issuer + " " + id;
    }

    /** Return whether a session holds no more. */
    public boolean isRevoked(Session session) {
        if (known.isEmpty()) {
            return false;
        }
        // A token has its time in seconds, by a clock that may be ahead: one that was issued shortly after the
        // revocation goes too.
        return isIssuedBefore(session, Kind.SUBJECT, session.principal().subject(), clockSkew)
                // There is one of this id, whenever its issuer's clock says that it was issued.
                || (!session.tokenId().isEmpty()
                        && known.containsKey(new Revoked(Kind.TOKEN.name(), session.tokenId())))
                || hasEndedAtProvider(session);
    }

    private boolean hasEndedAtProvider(Session session) {
        Optional<String> id = session.claim("sid").map(session::atProvider);
        if (id.isPresent() && isIssuedBefore(session, Kind.SESSION, id.get(), Duration.ZERO)) {
            return true;
        }
        String account = session.atProvider(session.claim("sub").orElse(""));
        // An account that logs in again may have a token that does not say when it was issued, either.
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
            more |= learn(new Revoked(found.getString("kind"), found.getString("id")), extent(found));
            Instant written = found.getDate("written").toInstant();
            newest = written.isAfter(newest) ? written : newest;
        }
        seen = newest;
        Instant now = Instant.now();
        known.values().removeIf(extent -> extent.until().isBefore(now));
        if (more) {
            changed.run();
        }
    }

    private static Instant after(Instant newest) {
        return newest.equals(Instant.EPOCH) ? newest : newest.minus(OVERLAP);
    }

    private static Extent extent(Document found) {
        Instant before = found.getDate("before").toInstant();
        // Former versions say no end.
        return new Extent(
                before,
                Optional.ofNullable(found.getDate("until"))
                        .map(Date::toInstant)
                        .orElse(before.plus(KEPT_DAYS, ChronoUnit.DAYS)));
    }

    /** Return whether it was not known. */
    private boolean learn(Revoked revoked, Extent extent) {
        Extent former = known.get(revoked);
        known.merge(revoked, extent, Extent::with);
        return former == null || former.before().isBefore(extent.before());
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
