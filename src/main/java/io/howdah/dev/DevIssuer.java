package io.howdah.dev;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.howdah.config.AuthSettings;
import io.howdah.config.AuthSettings.AccessTokens;
import io.howdah.config.AuthSettings.Mode;
import io.howdah.runtime.source.StartException;
import io.howdah.security.Authentication;
import io.howdah.security.oidc.TokenVerifiers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Token issuer of {@code howdah dev}. Only dev processes of the same user on the same machine accept its tokens. */
public final class DevIssuer {

    /** Value of the claim {@code iss}. */
    static final String ISSUER = "urn:howdah:dev";

    /** Value of the claim {@code aud}. */
    static final String AUDIENCE = "howdah-dev";

    private final ECKey key;

    private DevIssuer(ECKey key) {
        this.key = key;
    }

    /** Returns an issuer with a new key, which no other process knows. */
    public static DevIssuer fresh() {
        return new DevIssuer(newKey());
    }

    /**
     * Returns the user's issuer. Its key is in {@code .howdah/dev-issuer.jwk} of the home folder; the first call creates it.
     *
     * @param home the user's home folder
     * @throws StartException if the key can be neither read nor written
     */
    public static DevIssuer of(Path home) {
        Path file = home.resolve(".howdah").resolve("dev-issuer.jwk");
        try {
            if (!Files.exists(file)) {
                write(file);
            }
            return new DevIssuer(ECKey.parse(Files.readString(file)));
        } catch (IOException | ParseException e) {
            throw new StartException(file
                    + " must contain the key of the dev issuer, readable and writable by you; delete the file to create a"
                    + " new key (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(folder, "dev-issuer", ".new");
        try {
            // Restrict the permissions before the key is written.
            if (Files.getFileStore(temporary).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
            }
            Files.writeString(temporary, newKey().toJSONString(), StandardOpenOption.WRITE);
            // If another process creates the file first, its key is used.
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("this Java has no curve P-256", e);
        }
    }

    /** Returns a token for a subject with these roles, valid from now for {@code ttl}. */
    public String token(String subject, Collection<String> roles, Duration ttl) {
        Instant now = Instant.now();
        return token(new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(subject)
                .claim("roles", List.copyOf(roles))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(ttl)))
                .jwtID(UUID.randomUUID().toString())
                .build());
    }

    /** Returns a signed token with these claims. */
    public String token(JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign a token", e);
        }
    }

    /** Returns the authentication of {@code howdah dev}; {@code settings} set the admin role, the clock skew and time limits. */
    public Authentication authentication(AuthSettings settings) {
        return new DevAuthentication(TokenVerifiers.of(
                new AuthSettings(
                        Optional.of(Mode.OIDC),
                        List.of(URI.create(ISSUER)),
                        List.of(AUDIENCE),
                        Set.of(JWSAlgorithm.ES256.getName()),
                        List.of("sub"),
                        List.of("roles"),
                        List.of("aud"),
                        AccessTokens.DEFAULT,
                        settings.clockSkew(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        settings.live(),
                        false,
                        List.of(AUDIENCE),
                        settings.logoutTtl(),
                        settings.adminRole()),
                new JWKSet(key.toPublicJWK())));
    }
}
