package io.howdah.security.oidc;

import io.howdah.observe.FailureState;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread-safe cache of the keys of one issuer. Callers get a known key without a wait. The cache renews keys in use in the
 * background, and reads them at once for an unknown key: one request at a time, at least five seconds apart, whatever key ids
 * clients invent. If the source fails, known keys stay valid for hours, and retries back off.
 *
 * <p>{@code docs/decisions/0031-token-verification.md} explains why this is not Nimbus' {@code JWKSourceBuilder}.
 */
final class IssuerKeys {

    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

    /** Maximum age of keys in use without a renewal in the background. */
    static final Duration FRESH = Duration.ofMinutes(5);

    /** Maximum age of keys that callers get without a wait for the renewal. It bounds the use of a withdrawn key. */
    static final Duration USABLE = Duration.ofMinutes(15);

    /** Maximum age of keys while the source is unavailable. */
    static final Duration MAX_AGE = Duration.ofHours(4);

    /** Minimum time between requests to the source. */
    static final Duration MIN_INTERVAL = Duration.ofSeconds(5);

    private record Known(List<SigningKey> keys, Instant since) {
        private List<SigningKey> matching(String algorithm, Optional<String> keyId) {
            return keys.stream().filter(key -> key.matches(algorithm, keyId)).toList();
        }
    }

    private final String issuer;
    private final KeySource source;
    private final InstantSource clock;
    private final Attempts attempts;
    private volatile @Nullable Known known;
    private final FailureState failure = new FailureState();
    private @Nullable Future<Void> running;

    IssuerKeys(String issuer, KeySource source, InstantSource clock) {
        this.issuer = issuer;
        this.source = source;
        this.clock = clock;
        this.attempts = new Attempts(MIN_INTERVAL, clock);
    }

    /**
     * Returns the keys that may have signed a token, at least one. While the source is known to be unavailable, known keys are returned
     * without a wait.
     *
     * @return fails with {@link AuthenticationException}: SIGNATURE if the issuer has no such key, UNAVAILABLE if the keys cannot be
     *     read
     */
    Future<List<SigningKey>> matching(String algorithm, Optional<String> keyId) {
        Known current = known;
        if (current != null && age(current).compareTo(failure.present().isEmpty() ? USABLE : MAX_AGE) <= 0) {
            List<SigningKey> found = current.matching(algorithm, keyId);
            if (!found.isEmpty()) {
                if (age(current).compareTo(FRESH) > 0) {
                    renew();
                }
                return Future.succeededFuture(found);
            }
        }
        return renew().compose(done -> afterRenewal(algorithm, keyId));
    }

    private Future<List<SigningKey>> afterRenewal(String algorithm, Optional<String> keyId) {
        Known current = known;
        if (current != null && age(current).compareTo(MAX_AGE) <= 0) {
            List<SigningKey> found = current.matching(algorithm, keyId);
            if (!found.isEmpty()) {
                return Future.succeededFuture(found);
            }
            if (failure.present().isEmpty()) {
                return Future.failedFuture(new AuthenticationException(
                        Reason.SIGNATURE, "The token's signature matches no key of its issuer."));
            }
        }
        return Future.failedFuture(new AuthenticationException(
                Reason.UNAVAILABLE, "The keys of the token's issuer are unavailable; try again in a few seconds."));
    }

    /** Reads the keys from the source, within the interval and backoff; the future never fails. */
    synchronized Future<Void> renew() {
        if (running != null) {
            return running;
        }
        if (!attempts.isDue()) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        running = done.future();
        // Completed outside of the lock, because it runs the waiting callers.
        load().onComplete(keys -> done.complete(loaded(keys)));
        return done.future();
    }

    /** Turns an exception into a failed future, so that a retry follows. */
    private Future<List<SigningKey>> load() {
        try {
            return Future.fromCompletionStage(source.load());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private synchronized @Nullable Void loaded(AsyncResult<List<SigningKey>> result) {
        running = null;
        if (result.succeeded()) {
            known = new Known(result.result(), clock.instant());
            attempts.succeeded();
            if (failure.present().isPresent()) {
                LOG.atInfo().addKeyValue("issuer", issuer).log("The issuer's keys are available again");
            }
            failure.recovered();
            return null;
        }
        attempts.failed();
        String reason = IssuerClient.reason(result.cause());
        if (!reason.equals(failure.reason())) {
            LOG.atWarn()
                    .addKeyValue("issuer", issuer)
                    .addKeyValue("reason", reason)
                    .log("The issuer's keys are unavailable; requests that need them get 503 until a retry succeeds");
        }
        failure.failed(reason);
        return null;
    }

    /** Returns why the keys are unavailable, and since when, or "". Meanwhile each call starts a retry within the backoff. */
    String failure() {
        if (failure.present().isPresent()) {
            renew();
        }
        return failure.text();
    }

    private Duration age(Known keys) {
        return Duration.between(keys.since(), clock.instant());
    }
}
