package io.howdah.security;

import io.vertx.core.Future;

/** Tells whose token one is. */
@FunctionalInterface
public interface TokenVerifier {

    /**
     * Find out whose token this is.
     *
     * @return the session that it vouches for, on any thread; it fails with {@link AuthenticationException} alone
     */
    Future<Session> verify(String token);
}
