package io.howdah.security;

import io.vertx.core.Future;
import java.util.Map;

/** Verifies tokens. */
@FunctionalInterface
public interface TokenVerifier {

    /**
     * Verifies an access token.
     *
     * @return its session, on any thread; fails only with {@link AuthenticationException}
     */
    Future<Session> verify(String token);

    /**
     * Verifies a logout token.
     *
     * @return its content, on any thread; fails only with {@link AuthenticationException}
     */
    default Future<LogoutToken> verifyLogout(String token) {
        return Future.failedFuture(new AuthenticationException(
                AuthenticationException.Reason.ISSUER, "Logout tokens are accepted only with howdah.auth.mode=oidc."));
    }

    /** Verifies an access token like {@link #verify}, but without the cache of results, which it updates. */
    default Future<Session> verifyAgain(String token) {
        return verify(token);
    }

    /** Returns the unavailable issuers, each with a short reason. */
    default Map<String, String> unavailableIssuers() {
        return Map.of();
    }
}
