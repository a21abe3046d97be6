package io.howdah;

import io.howdah.config.AuthSettings;
import io.howdah.security.TokenVerifier;
import io.vertx.core.Vertx;

final class TokenVerifiers {
    private TokenVerifiers() {}

    static TokenVerifier of(AuthSettings settings, Vertx vertx) {
        return token -> io.vertx.core.Future.failedFuture("none");
    }
}
