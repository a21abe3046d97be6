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
 * verifies a token only by keys of its own issuer.
 *
 * <p>{@code docs/decisions/0031-token-verification.md} says why this is not Nimbus' {@code DefaultJWTProcessor}.
 */
final class JwtVerifier implements TokenVerifier {

    /** An issuer has a few keys, and some token fits all of them. */
    private static final int MAX_TRIES = KeyFile.MAX_KEYS;

    private static final int MAX_THREADS = 4;
    private static final int MAX_WAITING = 256;

    private final AuthSettings settings;
    private final ClaimRules rules;
    private final LogoutRules logoutRules;
    private final Map<String, IssuerKeys> keys;
    /** A signature by elliptic curves takes a millisecond. */
    private final BoundedThreads threads = new BoundedThreads(
            "howdah-tokens",
            Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()),
            MAX_WAITING,
            "Too many new tokens are shown at once; try again in some seconds.");

    /**
     * Makes it.
     *
     * @param keys of each issuer, by its name
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
                throw new AuthenticationException(
                        Reason.MALFORMED, "The token is not of the type at+jwt, which is required here.");
            }
            return signed(token, () -> rules.session(token.claims(), rules.end(token.claims())));
        } catch (AuthenticationException e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<LogoutToken> verifyLogout(String text) {
        try {
            Jwt token = Jwt.parseLogout(text);
            return signed(token, () -> logoutRules.token(rules.issuer(token.claims()), token.claims()));
        } catch (AuthenticationException e) {
            return Future.failedFuture(e);
        }
    }

    /** Return what a token says once it is known that its issuer signed it. */
    private <T> Future<T> signed(Jwt token, Callable<T> said) {
        try {
            if (!settings.algorithms().contains(token.algorithm())) {
                throw new AuthenticationException(
                        Reason.ALGORITHM, "The token is not signed by an algorithm that is taken here.");
            }
            IssuerKeys issuerKeys = keys.get(rules.issuer(token.claims()));
            if (issuerKeys == null) {
                throw new AuthenticationException(Reason.ISSUER, "The token is of an issuer without keys.");
            }
            return issuerKeys
                    .fitting(token.algorithm(), token.keyId())
                    .compose(fitting -> threads.run(() -> {
                        if (fitting.stream().limit(MAX_TRIES).noneMatch(key -> key.hasSigned(token))) {
                            throw new AuthenticationException(
                                    Reason.SIGNATURE, "The token is signed by no key of its issuer.");
                        }
                        return said.call();
                    }));
        } catch (AuthenticationException e) {
            return Future.failedFuture(e);
        }
    }
}
