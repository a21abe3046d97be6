package io.howdah.security.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.Session;
import io.howdah.security.TokenVerifier;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Caches the sessions of verified tokens: for at most a minute, or for the configured time if the token is opaque. The key is a digest
 * of the token. Concurrent requests with the same new token share one verification. Failures are not cached. Thread-safe.
 */
final class CachingVerifier implements TokenVerifier {

    private static final long MAX_SESSIONS = 10_000;

    /** Maximum time that a JWT is accepted after its key was withdrawn. */
    private static final Duration MAX_TTL = Duration.ofMinutes(1);

    private final TokenVerifier verifier;
    private final Cache<String, Session> known;
    private final Map<String, Future<Session>> running = new ConcurrentHashMap<>();

    /**
     * Creates an empty cache.
     *
     * @param opaqueTtl the maximum time to cache opaque tokens
     */
    CachingVerifier(TokenVerifier verifier, Duration opaqueTtl, InstantSource clock) {
        this.verifier = verifier;
        this.known = Caffeine.newBuilder()
                .maximumSize(MAX_SESSIONS)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.<String, Session>creating((token, session) ->
                        lifetime(session, session.opaque().isPresent() ? opaqueTtl : MAX_TTL, clock)))
                .build();
    }

    private static Duration lifetime(Session session, Duration max, InstantSource clock) {
        Instant now = clock.instant();
        Duration remaining =
                session.expires().map(end -> Duration.between(now, end)).orElse(max);
        return remaining.compareTo(max) < 0 ? remaining : max;
    }

    @Override
    public Future<Session> verify(String token) {
        if (token.length() > Jwt.MAX_LENGTH) {
            return Future.failedFuture(new AuthenticationException(
                    Reason.MALFORMED, "The token is longer than " + Jwt.MAX_LENGTH + " characters."));
        }
        String digest = Digests.of(token);
        Session session = known.getIfPresent(digest);
        return session != null ? Future.succeededFuture(session) : shared(digest, token);
    }

    @Override
    public Future<Session> verifyAgain(String token) {
        String digest = Digests.of(token);
        return shared(digest, token).onFailure(failure -> {
            if (failure instanceof AuthenticationException refusal && refusal.reason() != Reason.UNAVAILABLE) {
                known.invalidate(digest);
            }
        });
    }

    private Future<Session> shared(String digest, String token) {
        Promise<Session> own = Promise.promise();
        Future<Session> other = running.putIfAbsent(digest, own.future());
        if (other != null) {
            return other;
        }
        verified(token).onComplete(verified -> {
            if (verified.succeeded()) {
                known.put(digest, verified.result());
            }
            running.remove(digest);
            own.handle(verified);
        });
        return own.future();
    }

    /** Turns an exception into a failed future, because other requests wait for it. */
    private Future<Session> verified(String token) {
        try {
            return verifier.verify(token);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
