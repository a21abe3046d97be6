package io.howdah.security;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.Revocations.Kind;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * Ends sessions before they expire, at a client's logout or a provider's logout token. A logout is a revocation, effective
 * in every process within seconds. It revokes tokens issued before it, by the provider's clock, so that a user can log in
 * again at once.
 */
public final class Logouts {

    /** How long used logout tokens are remembered. Longer than any is valid. */
    private static final Duration USED_TTL = Duration.ofHours(1);

    /** Precision of the times in tokens. */
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MongoCollection<Document> usedTokens;
    private final Revocations revocations;
    private final Tickets tickets;
    private final Duration clockSkew;
    private final Duration ttl;
    private final Audit audit;

    /**
     * Creates an instance.
     *
     * @param system the system database
     * @param clockSkew the maximum difference between the clocks of a provider's processes
     * @param ttl how long to keep a logout if the lifetime of the revoked tokens is not known
     */
    public Logouts(
            MongoDatabase system,
            Revocations revocations,
            Tickets tickets,
            Duration clockSkew,
            Duration ttl,
            Audit audit) {
        this.usedTokens = system.getCollection("logout_tokens").withWriteConcern(WriteConcern.MAJORITY);
        this.revocations = revocations;
        this.tickets = tickets;
        this.clockSkew = clockSkew;
        this.ttl = ttl;
        this.audit = audit;
    }

    /** Creates the index that expires the ids of old logout tokens. */
    public void start() {
        usedTokens.createIndex(Indexes.ascending("until"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
    }

    /**
     * Ends the session of a client: all tokens of the provider's session if the token names it, otherwise this token.
     *
     * @param session an authenticated session
     * @return the paths of its cookies; it fails with {@link AuthenticationException} UNAVAILABLE while MongoDB is unavailable
     */
    public Future<List<String>> logOut(Session session, String remote) {
        return tickets.run(() -> {
            Instant now = Instant.now();
            Instant until = now.plus(ttl);
            Optional<String> id = session.claim("sid");
            if (id.isPresent() && session.hasIssueTime()) {
                Instant last = session.issued().isAfter(now) ? session.issued() : now;
                revocations.revoke(Kind.SESSION, session.atProvider(id.get()), nextSecond(last), until);
            }
            revocations.revoke(
                    Kind.TOKEN,
                    session.tokenId(),
                    now,
                    session.expires().map(end -> end.plus(clockSkew)).orElse(until));
            audit.loggedOut("client", session.principal().subject(), id.orElse(""), remote);
            return tickets.delete(session.principal().subject(), revocations::isRevoked);
        });
    }

    /**
     * Ends the sessions of a provider's logout token: those with its session id, or those of the account without one.
     *
     * @return done when it is stored; it fails with {@link AuthenticationException}: REPLAYED if the token was used
     *     before, UNAVAILABLE while MongoDB is unavailable
     */
    public Future<Void> redeem(LogoutToken token, String remote) {
        return tickets.run(() -> {
            Binary id = Tickets.digest(Revocations.ofProvider(token.issuer(), token.id()));
            if (usedTokens.find(eq("_id", id)).first() != null) {
                throw new AuthenticationException(Reason.REPLAYED, "The logout token was used before.");
            }
            end(token);
            // Stored last: if it fails, the provider repeats the token, and a repeated revocation has no effect.
            usedTokens.updateOne(
                    eq("_id", id),
                    Updates.set("until", Date.from(Instant.now().plus(USED_TTL))),
                    new UpdateOptions().upsert(true));
            audit.loggedOut(
                    "provider", token.subject().orElse(""), token.session().orElse(""), remote);
            return null;
        });
    }

    /** Returns the first issue time of tokens that were issued after this time, since tokens contain whole seconds. */
    private static Instant nextSecond(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).plus(SECOND);
    }

    private void end(LogoutToken token) {
        Instant now = Instant.now();
        Instant until = now.plus(ttl);
        // An ended session gets no later tokens, so clocks do not matter.
        token.session()
                .ifPresent(id -> revocations.revoke(
                        Kind.SESSION,
                        Revocations.ofProvider(token.issuer(), id),
                        now.plus(clockSkew).plus(SECOND),
                        until));
        Kind kind = token.session().isPresent() ? Kind.ACCOUNT_WITHOUT_SESSION : Kind.ACCOUNT;
        token.subject()
                .ifPresent(account -> revocations.revoke(
                        kind,
                        Revocations.ofProvider(token.issuer(), account),
                        token.issued().plus(SECOND),
                        until));
    }
}
