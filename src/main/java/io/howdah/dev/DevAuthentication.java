package io.howdah.dev;

import io.howdah.http.Origins;
import io.howdah.security.Authentication;
import io.howdah.security.LogoutToken;
import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.howdah.security.TokenVerifier;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Authentication of {@code howdah dev}: accepts tokens of its own issuer; requests without a token run as the demo user. */
public final class DevAuthentication implements Authentication {

    /** The principal of requests without a token. */
    public static final String DEMO_USER = "alice";

    private final TokenVerifier tokens;

    /** Creates it; {@code tokens} verifies tokens of {@link DevIssuer}. */
    DevAuthentication(TokenVerifier tokens) {
        this.tokens = tokens;
    }

    @Override
    public Future<Session> verify(String token) {
        return tokens.verify(token);
    }

    @Override
    public Future<LogoutToken> verifyLogout(String token) {
        return tokens.verifyLogout(token);
    }

    @Override
    public Optional<Session> withoutToken(HttpServerRequest request) {
        // Protects against DNS rebinding: a page under a foreign host name that resolves to this machine must not run
        // as alice.
        return Origins.isNamed(request) ? Optional.empty() : Optional.of(Session.of(Principal.of(DEMO_USER)));
    }

    @Override
    public boolean trustsLoopback() {
        return true;
    }
}
