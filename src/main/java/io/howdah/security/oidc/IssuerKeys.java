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
 * Thread-safe cache of the keys of one issuer. Callers get a known key without a wait. The cache asks the source again in the
 * background while its keys are used, and at once for an unknown key: one request at a time, at least five seconds apart,
 * whatever key ids clients make up. If the source fails, known keys are used for hours, and retries back off.
 *
 * <p>{@code docs/decisions/0031-token-verification.md} says why this is not Nimbus' {@code JWKSourceBuilder}.
 */
final class IssuerKeys {

    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

    /** Until then they are taken as they are; then they are renewed while they are used. */
    static final Duration FRESH = Duration.ofMinutes(5);

    /** Until then nobody waits for the renewal: a key that was withdrawn is not used much longer. */
    static final Duration USABLE = Duration.ofMinutes(15);

    /** Until then they are used while the source cannot be asked. */
    static final Duration MAX_AGE = Duration.ofHours(4);

    static final Duration MIN_INTERVAL = Duration.ofSeconds(5);

    private record Known(List<SigningKey> keys, Instant since) {
        private List<SigningKey> fitting(String algorithm, Optional<String> keyId) {
            return keys.stream().filter(key -> key.fits(algorithm, keyId)).toList();
        }
    }

    private final String issuer;
    private final KeySource source;
    private final InstantSource clock;
    private final Attempts attempts;
    private volatile @Nullable Known known;
    private final FailureState trouble = new FailureState();
    private @Nullable Future<Void> running;

    IssuerKeys(String issuer, KeySource source, InstantSource clock) {
        this.issuer = issuer;
        this.source = source;
        this.clock = clock;
        this.attempts = new Attempts(MIN_INTERVAL, clock);
    }

    /**
     * Return the keys that may have signed a token, at least one. While the source is known to be away, nobody waits for it who has
     * one. It fails with {@link AuthenticationException}: SIGNATURE if
     * the issuer has none, UNAVAILABLE if it cannot be known now.
     */
    Future<List<SigningKey>> fitting(String algorithm, Optional<String> keyId) {
        Known present = known;
        if (present != null && age(present).compareTo(trouble.present().isEmpty() ? USABLE : MAX_AGE) <= 0) {
            List<SigningKey> found = present.fitting(algorithm, keyId);
            if (!found.isEmpty()) {
                if (age(present).compareTo(FRESH) > 0) {
                    renew();
                }
                return Future.succeededFuture(found);
            }
        }
        return renew().compose(done -> afterRenewal(algorithm, keyId));
    }

    private Future<List<SigningKey>> afterRenewal(String algorithm, Optional<String> keyId) {
        Known present = known;
        if (present != null && age(present).compareTo(MAX_AGE) <= 0) {
            List<SigningKey> found = present.fitting(algorithm, keyId);
            if (!found.isEmpty()) {
                return Future.succeededFuture(found);
            }
            if (trouble.present().isEmpty()) {
                return Future.failedFuture(
                        new AuthenticationException(Reason.SIGNATURE, "The token is signed by no key of its issuer."));
            }
        }
        return Future.failedFuture(new AuthenticationException(
                Reason.UNAVAILABLE, "The token's issuer cannot be asked for its keys; try again in some seconds."));
    }

    /** Asks the source, unless it was asked just now; the outcome never fails. */
    synchronized Future<Void> renew() {
        if (running != null) {
            return running;
        }
        if (!attempts.isTime()) {
            return Future.succeededFuture();
        }
        Promise<Void> end = Promise.promise();
        running = end.future();
        // Told after the lock is free, since it runs what waits for it.
        loading().onComplete(keys -> end.complete(ended(keys)));
        return end.future();
    }

    /** Whatever goes wrong, the next attempt must be made. */
    private Future<List<SigningKey>> loading() {
        try {
            return Future.fromCompletionStage(source.load());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private synchronized @Nullable Void ended(AsyncResult<List<SigningKey>> loaded) {
        running = null;
        if (loaded.succeeded()) {
            known = new Known(loaded.result(), clock.instant());
            attempts.succeeded();
            if (trouble.present().isPresent()) {
                LOG.atInfo().addKeyValue("issuer", issuer).log("The issuer's keys can be had again");
            }
            trouble.recovered();
            return null;
        }
        attempts.failed();
        String reason = IssuerClient.reason(loaded.cause());
        if (!reason.equals(trouble.reason())) {
            LOG.atWarn()
                    .addKeyValue("issuer", issuer)
                    .addKeyValue("reason", reason)
                    .log(
                            "The issuer's keys cannot be had; tokens that need them are answered with 503, and it is tried again");
        }
        trouble.failed(reason);
        return null;
    }

    /** Return why the keys cannot be had at present, and since when, or "". Asking helps to find out when that is over. */
    String trouble() {
        if (trouble.present().isPresent()) {
            renew();
        }
        return trouble.text();
    }

    private Duration age(Known keys) {
        return Duration.between(keys.since(), clock.instant());
    }
}
