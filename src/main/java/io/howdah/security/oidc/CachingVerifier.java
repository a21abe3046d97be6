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
 * Remembers for a minute at most whose token one is, so that a client that sends it with each request is verified once; what a provider
 * says of an opaque token as long as the settings say. It finds them by a digest of the token. Requests that bring the same new token at the same time have it verified once; failures are not kept.
 */
final class CachingVerifier implements TokenVerifier {

    private static final long MAX = 10_000;

    /** A key or a token that is withdrawn is believed as long as this. */
    private static final Duration MAX_TTL = Duration.ofMinutes(1);

    private final TokenVerifier verifier;
    private final Cache<String, Session> known;
    private final Map<String, Future<Session>> running = new ConcurrentHashMap<>();

    /**
     * Creates it without any token.
     *
     * @param opaque how long it remembers opaque tokens, at most
     */
    CachingVerifier(TokenVerifier verifier, Duration opaque, InstantSource clock) {
        this.verifier = verifier;
        this.known = Caffeine.newBuilder()
                .maximumSize(MAX)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.<String, Session>creating(
                        (token, session) -> lifetime(session, session.opaque().isPresent() ? opaque : MAX_TTL, clock)))
                .build();
    }

    private static Duration lifetime(Session session, Duration longest, InstantSource clock) {
        Instant now = clock.instant();
        Duration left = session.expires().map(end -> Duration.between(now, end)).orElse(longest);
        return left.compareTo(longest) < 0 ? left : longest;
    }

    @Override
    public Future<Session> verify(String token) {
        if (token.length() > Jwt.MAX_LENGTH) {
            return Future.failedFuture(new AuthenticationException(
                    Reason.MALFORMED, "The token is longer than " + Jwt.MAX_LENGTH + " characters."));
        }
        String digest = Digests.of(token);
        Session session = known.getIfPresent(digest);
        return session != null ? Future.succeededFuture(session) : together(digest, token);
    }

    @Override
    public Future<Session> verifyAgain(String token) {
        String digest = Digests.of(token);
        return together(digest, token).onFailure(failure -> {
            if (failure instanceof AuthenticationException refusal && refusal.reason() != Reason.UNAVAILABLE) {
                known.invalidate(digest);
            }
        });
    }

    private Future<Session> together(String digest, String token) {
        Promise<Session> mine = Promise.promise();
        Future<Session> others = running.putIfAbsent(digest, mine.future());
        if (others != null) {
            return others;
        }
        verified(token).onComplete(verified -> {
            if (verified.succeeded()) {
                known.put(digest, verified.result());
            }
            running.remove(digest);
            mine.handle(verified);
        });
        return mine.future();
    }

    /** Whatever goes wrong, nobody must wait for ever. */
    private Future<Session> verified(String token) {
        try {
            return verifier.verify(token);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
