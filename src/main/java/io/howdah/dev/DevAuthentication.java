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

/** How {@code howdah dev} finds out who asks: by tokens of its own issuer, and without one it is the demo's user. */
public final class DevAuthentication implements Authentication {

    /** Who asks without a token. */
    public static final String DEMO_USER = "alice";

    private final TokenVerifier tokens;

    /** Makes it; {@code tokens} knows the {@link DevIssuer}'s. */
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
        // A page whose owner lets its name lead to this machine is not to be alice, on whatever address of it.
        return Origins.isNamed(request) ? Optional.empty() : Optional.of(Session.of(Principal.of(DEMO_USER)));
    }

    @Override
    public boolean trustsLoopback() {
        return true;
    }
}
