package io.howdah.security;

import io.vertx.core.Future;
import java.util.Map;

/** Tells whose token one is. */
@FunctionalInterface
public interface TokenVerifier {

    /**
     * Find out whose token this is.
     *
     * @return the session that it vouches for, on any thread; it fails with {@link AuthenticationException} alone
     */
    Future<Session> verify(String token);

    /**
     * Verify a logout token, on any thread.
     *
     * @return what it says; it fails with {@link AuthenticationException} alone
     */
    default Future<LogoutToken> verifyLogout(String token) {
        return Future.failedFuture(new AuthenticationException(
                AuthenticationException.Reason.ISSUER, "Logout tokens are taken with howdah.auth.mode=oidc alone."));
    }

    /** Finds out whose token this is as {@link #verify} does, but past any cache of answers, which it updates. */
    default Future<Session> verifyAgain(String token) {
        return verify(token);
    }

    /** Return whom it would have to ask and cannot at present, each with the reason in a few words. */
    default Map<String, String> troubles() {
        return Map.of();
    }
}
