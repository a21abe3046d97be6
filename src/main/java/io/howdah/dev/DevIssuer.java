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

/** The issuer of {@code howdah dev}: its tokens are good for processes in dev of the same user on the same machine, and for no others. */
public final class DevIssuer {

    /** The tokens' issuer. */
    static final String ISSUER = "urn:howdah:dev";

    /** The tokens' audience. */
    static final String AUDIENCE = "howdah-dev";

    private final ECKey key;

    private DevIssuer(ECKey key) {
        this.key = key;
    }

    /** Return one whose key nobody else has. */
    public static DevIssuer fresh() {
        return new DevIssuer(newKey());
    }

    /**
     * Return the user's, whose key is in {@code .howdah/dev-issuer.jwk} of their home; the first who asks makes it.
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
                    + " must be the key of the dev profile's issuer, readable and writable by you; delete it, and it is made"
                    + " anew (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path made = Files.createTempFile(folder, "dev-issuer", ".new");
        try {
            // It is made readable for its owner alone before anything is in it.
            if (Files.getFileStore(made).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            }
            Files.writeString(made, newKey().toJSONString(), StandardOpenOption.WRITE);
            // Another process may be faster, and is right then.
            Files.createLink(file, made);
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            Files.deleteIfExists(made);
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
            throw new IllegalStateException("every Java has the curve P-256", e);
        }
    }

    /** Return a token of somebody, good from now on for so long. */
    public String token(String subject, Collection<String> roles, Duration good) {
        Instant now = Instant.now();
        return token(new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(subject)
                .claim("roles", List.copyOf(roles))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(good)))
                .jwtID(UUID.randomUUID().toString())
                .build());
    }

    /** Return a token that says this. */
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
            throw new IllegalStateException("a token cannot be signed", e);
        }
    }

    /** Return how {@code howdah dev} finds out who asks; {@code settings} say what no token does, the operators' role among them. */
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
