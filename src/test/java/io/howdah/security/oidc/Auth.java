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

/** Settings of authentication, and answers of verifiers that are waited for. */
final class Auth {

    private Auth() {}

    /** Settings that take the issuer's tokens, with some more of howdah.auth. */
    static AuthSettings settings(IssuerStub issuer, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of("issuer", issuer.url(), "audience", IssuerStub.AUDIENCE));
        all.putAll(more);
        return settings(all);
    }

    /** Settings of mode oidc with these keys, below howdah.auth where they do not say another place. */
    static AuthSettings settings(Map<String, String> keys) {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
        values.override("howdah.auth.mode", "oidc", "test");
        keys.forEach(
                (key, value) -> values.override(key.startsWith("howdah.") ? key : "howdah.auth." + key, value, "test"));
        return Settings.of(values).auth();
    }

    /** Whose token it is. */
    static Session verify(TokenVerifier verifier, String token) {
        try {
            return wait(verifier, token);
        } catch (ExecutionException e) {
            throw new AssertionError("the token is refused: " + e.getCause().getMessage(), e);
        }
    }

    /** Why it is refused. */
    static AuthenticationException refusal(TokenVerifier verifier, String token) {
        try {
            throw new AssertionError("the token is taken: " + wait(verifier, token));
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
