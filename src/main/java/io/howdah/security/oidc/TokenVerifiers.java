package io.howdah.security.oidc;

import com.nimbusds.jose.jwk.JWKSet;
import io.howdah.config.AuthSettings;
import io.howdah.config.SettingException;
import io.howdah.security.LogoutToken;
import io.howdah.security.Session;
import io.howdah.security.TokenVerifier;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Verifies tokens of the configured providers, and reports unavailable ones. Thread-safe. */
public final class TokenVerifiers implements TokenVerifier {

    private final Map<String, IssuerKeys> keys;
    private final Optional<IntrospectionVerifier> introspection;
    private final TokenVerifier jwts;
    private final CachingVerifier verifier;

    private TokenVerifiers(
            Map<String, IssuerKeys> keys,
            Optional<IntrospectionVerifier> introspection,
            TokenVerifier jwts,
            CachingVerifier verifier) {
        this.keys = keys;
        this.jwts = jwts;
        this.introspection = introspection;
        this.verifier = verifier;
    }

    /**
     * Creates the verifier of the settings, and starts to load the issuers' keys without a wait.
     *
     * @throws SettingException if a file of the settings is invalid
     */
    public static TokenVerifiers of(AuthSettings settings) {
        return of(settings, InstantSource.system());
    }

    /**
     * Creates a verifier with fixed keys, which ignores the settings of keys.
     *
     * @throws IllegalArgumentException if none of the keys can sign tokens
     */
    public static TokenVerifiers of(AuthSettings settings, JWKSet signingKeys) {
        List<SigningKey> usable = signingKeys.toPublicJWKSet().getKeys().stream()
                .flatMap(key -> SigningKey.of(key).stream())
                .toList();
        if (usable.isEmpty()) {
            throw new IllegalArgumentException("no key for signatures");
        }
        return of(
                settings,
                InstantSource.system(),
                issuer -> () -> CompletableFuture.completedFuture(usable),
                Optional.empty());
    }

    static TokenVerifiers of(AuthSettings settings, InstantSource clock) {
        IssuerClient client = client(settings.caFile());
        return of(
                settings,
                clock,
                issuer -> settings.keyFile()
                        .<KeySource>map(TokenVerifiers::keyFile)
                        .orElseGet(() -> new PublishedKeys(issuer, client)),
                settings.introspection().map(other -> new IntrospectionVerifier(settings, other, client, clock)));
    }

    static TokenVerifiers of(
            AuthSettings settings,
            InstantSource clock,
            Function<URI, KeySource> sources,
            Optional<IntrospectionVerifier> introspection) {
        Map<String, IssuerKeys> keys = new LinkedHashMap<>();
        for (URI issuer : settings.issuers()) {
            keys.put(issuer.toString(), new IssuerKeys(issuer.toString(), sources.apply(issuer), clock));
        }
        keys.values().forEach(IssuerKeys::renew);
        TokenVerifier jwts = new JwtVerifier(settings, keys, clock);
        TokenVerifier all = introspection
                .<TokenVerifier>map(others -> new ByForm(jwts, others))
                .orElse(jwts);
        return new TokenVerifiers(
                keys,
                introspection,
                jwts,
                new CachingVerifier(all, settings.live().period(), clock));
    }

    private static IssuerClient client(Optional<Path> caFile) {
        try {
            return new IssuerClient(caFile);
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingException(
                    "howdah.auth.ca-file",
                    caFile.map(Path::toString).orElse(""),
                    "must be a PEM file of certificates (" + IssuerClient.reason(e) + ")");
        }
    }

    private static KeyFile keyFile(Path path) {
        KeyFile file = new KeyFile(path);
        try {
            file.read();
            return file;
        } catch (IOException e) {
            throw new SettingException(
                    "howdah.auth.key-file",
                    path.toString(),
                    "must be a JWK set, or public keys or certificates in PEM (" + IssuerClient.reason(e) + ")");
        }
    }

    /** {@inheritDoc} The future completes on the caller's Vert.x context, if it has one. */
    @Override
    public Future<Session> verify(String token) {
        return onCallersContext(verifier.verify(token));
    }

    /** {@inheritDoc} The future completes on the caller's Vert.x context, if it has one. */
    @Override
    public Future<LogoutToken> verifyLogout(String token) {
        return onCallersContext(jwts.verifyLogout(token));
    }

    /** {@inheritDoc} The future completes on the caller's Vert.x context, if it has one. */
    @Override
    public Future<Session> verifyAgain(String token) {
        return onCallersContext(verifier.verifyAgain(token));
    }

    private static <T> Future<T> onCallersContext(Future<T> future) {
        Context context = Vertx.currentContext();
        if (future.isComplete() || context == null) {
            return future;
        }
        Promise<T> result = Promise.promise();
        future.onComplete(done -> context.runOnContext(now -> result.handle(done)));
        return result.future();
    }

    @Override
    public Map<String, String> unavailableIssuers() {
        Map<String, String> unavailable = new LinkedHashMap<>();
        keys.forEach((issuer, issuerKeys) -> {
            String failure = issuerKeys.failure();
            if (!failure.isEmpty()) {
                unavailable.put(issuer, failure);
            }
        });
        introspection
                .map(IntrospectionVerifier::failure)
                .filter(failure -> !failure.isEmpty())
                .ifPresent(failure -> unavailable.put("introspection", failure));
        return unavailable;
    }
}
