package io.howdah.security.oidc;

import io.howdah.config.AuthSettings;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.BoundedThreads;
import io.howdah.security.LogoutToken;
import io.howdah.security.Session;
import io.howdah.security.TokenVerifier;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Verifies signed tokens of known issuers. It checks the issuer first, so that a token cannot cause requests for other keys, and
 * verifies a token only with keys of its own issuer. Thread-safe.
 *
 * <p>{@code docs/decisions/0031-token-verification.md} explains why this is not Nimbus' {@code DefaultJWTProcessor}.
 */
final class JwtVerifier implements TokenVerifier {

    /** Maximum keys to try for a token. A token without a key id may match all keys of its issuer. */
    private static final int MAX_KEYS = KeyFile.MAX_KEYS;

    private static final int MAX_THREADS = 4;
    private static final int MAX_WAITING = 256;

    private final AuthSettings settings;
    private final ClaimRules rules;
    private final LogoutRules logoutRules;
    private final Map<String, IssuerKeys> keys;

    /** Threads for signatures: one of an elliptic curve takes a millisecond. */
    private final BoundedThreads threads = new BoundedThreads(
            "howdah-tokens",
            Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()),
            MAX_WAITING,
            "Too many concurrent requests with new tokens; try again in a few seconds.");

    /**
     * Creates a verifier.
     *
     * @param keys the keys of each issuer, by its name
     */
    JwtVerifier(AuthSettings settings, Map<String, IssuerKeys> keys, InstantSource clock) {
        this.settings = settings;
        this.rules = new ClaimRules(settings, clock);
        this.logoutRules = new LogoutRules(settings, clock);
        this.keys = Map.copyOf(keys);
    }

    @Override
    public Future<Session> verify(String text) {
        try {
            Jwt token = Jwt.parse(text);
            if (settings.accessTokens().requireAtJwt() && !token.type().equals(Jwt.ACCESS_TOKEN)) {
                throw new AuthenticationException(Reason.MALFORMED, "The token's type (typ) must be at+jwt.");
            }
            return verified(token, () -> rules.session(token.claims(), rules.expiry(token.claims())));
        } catch (AuthenticationException e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<LogoutToken> verifyLogout(String text) {
        try {
            Jwt token = Jwt.parseLogout(text);
            return verified(token, () -> logoutRules.token(rules.issuer(token.claims()), token.claims()));
        } catch (AuthenticationException e) {
            return Future.failedFuture(e);
        }
    }

    /** Verifies the signature of a token, then returns its content. */
    private <T> Future<T> verified(Jwt token, Callable<T> content) {
        try {
            if (!settings.algorithms().contains(token.algorithm())) {
                throw new AuthenticationException(Reason.ALGORITHM, "The token's signature algorithm is not accepted.");
            }
            IssuerKeys issuerKeys = keys.get(rules.issuer(token.claims()));
            if (issuerKeys == null) {
                throw new AuthenticationException(Reason.ISSUER, "The token's issuer has no keys.");
            }
            return issuerKeys
                    .matching(token.algorithm(), token.keyId())
                    .compose(matching -> threads.run(() -> {
                        if (matching.stream().limit(MAX_KEYS).noneMatch(key -> key.hasSigned(token))) {
                            throw new AuthenticationException(
                                    Reason.SIGNATURE, "The token's signature matches no key of its issuer.");
                        }
                        return content.call();
                    }));
        } catch (AuthenticationException e) {
            return Future.failedFuture(e);
        }
    }
}
