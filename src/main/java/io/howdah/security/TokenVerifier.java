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

    /** Return whom it would have to ask and cannot at present, each with the reason in a few words. */
    default Map<String, String> troubles() {
        return Map.of();
    }
}
