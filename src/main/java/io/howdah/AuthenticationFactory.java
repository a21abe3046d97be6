package io.howdah;

import io.howdah.config.AuthSettings;
import io.howdah.security.Authentication;
import io.vertx.core.Vertx;

/** Makes what finds out who sends a request: another one for each command. */
@FunctionalInterface
interface AuthenticationFactory {

    /** Return it. */
    Authentication of(AuthSettings settings, Vertx vertx);
}
