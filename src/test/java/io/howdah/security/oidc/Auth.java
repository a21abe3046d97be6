package io.howdah.security.oidc;

import io.howdah.config.AuthSettings;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.security.AuthenticationException;
import io.howdah.security.Session;
import io.howdah.security.TokenVerifier;
import io.howdah.testing.IssuerStub;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Settings of authentication, and blocking calls of verifiers, for tests. */
final class Auth {

    private Auth() {}

    /** Returns settings that accept the issuer's tokens, with more settings of howdah.auth. */
    static AuthSettings settings(IssuerStub issuer, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of("issuer", issuer.url(), "audience", IssuerStub.AUDIENCE));
        all.putAll(more);
        return settings(all);
    }

    /** Returns settings of mode oidc with these keys, which are below howdah.auth unless they start with howdah. */
    static AuthSettings settings(Map<String, String> keys) {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
        values.override("howdah.auth.mode", "oidc", "test");
        keys.forEach(
                (key, value) -> values.override(key.startsWith("howdah.") ? key : "howdah.auth." + key, value, "test"));
        return Settings.of(values).auth();
    }

    /** Returns the session of a token that must be accepted. */
    static Session verify(TokenVerifier verifier, String token) {
        try {
            return wait(verifier, token);
        } catch (ExecutionException e) {
            throw new AssertionError("the token is refused: " + e.getCause().getMessage(), e);
        }
    }

    /** Returns why a token is refused. */
    static AuthenticationException refusal(TokenVerifier verifier, String token) {
        try {
            throw new AssertionError("the token is accepted: " + wait(verifier, token));
        } catch (ExecutionException e) {
            return (AuthenticationException) e.getCause();
        }
    }

    private static Session wait(TokenVerifier verifier, String token) throws ExecutionException {
        try {
            return verifier.verify(token)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
