package io.howdah.security.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads JWK sets (RFC 7517). */
final class JwkSets {

    private JwkSets() {}

    /**
     * Returns the keys of a set that can sign tokens. Keys for other purposes, of other algorithms, or invalid ones are
     * left out.
     *
     * @throws IOException if it is not a JWK set, or contains no such key
     */
    static List<SigningKey> keys(JsonNode set) throws IOException {
        if (!set.path("keys").isArray()) {
            throw new IOException("it is not a JWK set: it has no list \"keys\"");
        }
        List<SigningKey> keys = new ArrayList<>();
        for (JsonNode key : set.path("keys")) {
            signingKey(key).ifPresent(keys::add);
        }
        if (keys.isEmpty()) {
            throw new IOException(
                    "the JWK set contains no public key for signatures (RSA of 2048 bits or more, EC, Ed25519)");
        }
        return List.copyOf(keys);
    }

    /** Returns a key of the set, or empty if it cannot verify signatures: symmetric keys have no public part, and some cannot be read. */
    private static Optional<SigningKey> signingKey(JsonNode key) {
        try {
            return Optional.ofNullable(JWK.parse(key.toString()).toPublicJWK()).flatMap(SigningKey::of);
        } catch (ParseException | RuntimeException e) {
            // Nimbus throws unchecked exceptions of several kinds for malformed keys.
            return Optional.empty();
        }
    }
}
