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

/** Tells whose token one is, by the providers that the settings name; and which of them cannot be asked. */
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
     * Makes what the settings ask for, and begins to ask for the issuers' keys; it does not wait for them.
     *
     * @throws SettingException if a file that the settings name is not what it must be
     */
    public static TokenVerifiers of(AuthSettings settings) {
        return of(settings, InstantSource.system());
    }

    /**
     * Makes what believes tokens that these keys signed, whatever the settings say of keys.
     *
     * @throws IllegalArgumentException if none of them is one that tokens may be signed by
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

    /** Verifies it; the future ends on the caller's Vert.x context, if it has one. */
    @Override
    public Future<Session> verify(String token) {
        return here(verifier.verify(token));
    }

    /** Verifies it; the future ends on the caller's Vert.x context, if it has one. */
    @Override
    public Future<LogoutToken> verifyLogout(String token) {
        return here(jwts.verifyLogout(token));
    }

    /** Verifies it as {@link #verify} does, past the cache. */
    @Override
    public Future<Session> verifyAgain(String token) {
        return here(verifier.verifyAgain(token));
    }

    private static <T> Future<T> here(Future<T> elsewhere) {
        Context context = Vertx.currentContext();
        if (elsewhere.isComplete() || context == null) {
            return elsewhere;
        }
        Promise<T> here = Promise.promise();
        elsewhere.onComplete(done -> context.runOnContext(now -> here.handle(done)));
        return here.future();
    }

    @Override
    public Map<String, String> troubles() {
        Map<String, String> troubles = new LinkedHashMap<>();
        keys.forEach((issuer, its) -> {
            String trouble = its.trouble();
            if (!trouble.isEmpty()) {
                troubles.put(issuer, trouble);
            }
        });
        introspection
                .map(IntrospectionVerifier::trouble)
                .filter(trouble -> !trouble.isEmpty())
                .ifPresent(trouble -> troubles.put("introspection", trouble));
        return troubles;
    }
}
