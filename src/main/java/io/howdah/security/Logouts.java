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
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * Ends sessions before their time: that of a client that logs out, and those that a provider says have ended. A logout is a
 * revocation, so it holds on every process within seconds. It ends what was issued before it, by the provider's clock, so that
 * a user who logs in again is let in at once.
 */
public final class Logouts {

    /** No logout token is good for as long. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    /** Tokens say their times in whole seconds. */
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MongoCollection<Document> shown;
    private final Revocations revocations;
    private final Tickets tickets;
    private final Duration clockSkew;
    private final Duration kept;
    private final Audit audit;

    /**
     * Creates them.
     *
     * @param system the system database
     * @param clockSkew how far the clocks of a provider's processes may be apart
     * @param kept how long a logout holds, if it is not known how long the tokens are good that it ends
     */
    public Logouts(
            MongoDatabase system,
            Revocations revocations,
            Tickets tickets,
            Duration clockSkew,
            Duration kept,
            Audit audit) {
        this.shown = system.getCollection("logout_tokens").withWriteConcern(WriteConcern.MAJORITY);
        this.revocations = revocations;
        this.tickets = tickets;
        this.clockSkew = clockSkew;
        this.kept = kept;
        this.audit = audit;
    }

    /** Lets MongoDB delete the ids of logout tokens that are too old to be shown again. */
    public void start() {
        shown.createIndex(Indexes.ascending("until"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
    }

    /**
     * Ends the session of a client that asks for it: all tokens of the session at its provider where they name it, else the token
     * that the client has shown.
     *
     * @param session one that a token vouches for
     * @return the paths of its cookies; it fails with {@link AuthenticationException} UNAVAILABLE while MongoDB is away
     */
    public Future<List<String>> logOut(Session session, String remote) {
        return tickets.run(() -> {
            Instant now = Instant.now();
            Instant until = now.plus(kept);
            Optional<String> id = session.claim("sid");
            if (id.isPresent() && session.hasIssueTime()) {
                Instant last = session.issued().isAfter(now) ? session.issued() : now;
                revocations.revoke(Kind.SESSION, session.atProvider(id.get()), last.plus(SECOND), until);
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
     * Ends the sessions that a provider says have ended: those whose tokens name the session, and those of the account whose tokens
     * name none.
     *
     * @return done when it is stored; it fails with {@link AuthenticationException}: REPLAYED if the token was taken before,
     *     UNAVAILABLE while MongoDB is away
     */
    public Future<Void> take(LogoutToken token, String remote) {
        return tickets.run(() -> {
            Binary id = Tickets.digest(Revocations.ofProvider(token.issuer(), token.id()));
            if (shown.find(eq("_id", id)).first() != null) {
                throw new AuthenticationException(Reason.REPLAYED, "The logout token was taken before.");
            }
            end(token);
            // Last: a provider repeats what it has no answer to, and nothing ends twice.
            shown.updateOne(
                    eq("_id", id),
                    Updates.set("until", Date.from(Instant.now().plus(REMEMBERED))),
                    new UpdateOptions().upsert(true));
            audit.loggedOut(
                    "provider", token.subject().orElse(""), token.session().orElse(""), remote);
            return null;
        });
    }

    private void end(LogoutToken token) {
        Instant now = Instant.now();
        Instant until = now.plus(kept);
        // A session that has ended has no later tokens, whatever the clocks say.
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
