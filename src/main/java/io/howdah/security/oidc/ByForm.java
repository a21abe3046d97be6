package io.howdah.security.oidc;

import io.howdah.security.Session;
import io.howdah.security.TokenVerifier;
import io.vertx.core.Future;

/**
 * Believes JWTs by their signature, and asks about all others.
 *
 * @param jwts verifies JWTs
 * @param others verifies all others
 */
record ByForm(TokenVerifier jwts, TokenVerifier others) implements TokenVerifier {
    @Override
    public Future<Session> verify(String token) {
        return (Jwt.isLike(token) ? jwts : others).verify(token);
    }
}
