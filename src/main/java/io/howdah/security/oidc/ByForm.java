package io.howdah.security.oidc;

import io.howdah.security.Session;
import io.howdah.security.TokenVerifier;
import io.vertx.core.Future;

/**
 * Verifies JWTs by their signature, and other tokens by introspection.
 *
 * @param jwts verifies JWTs
 * @param others verifies other tokens
 */
record ByForm(TokenVerifier jwts, TokenVerifier others) implements TokenVerifier {
    @Override
    public Future<Session> verify(String token) {
        return (Jwt.isLike(token) ? jwts : others).verify(token);
    }
}
