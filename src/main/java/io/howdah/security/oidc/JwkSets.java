package io.howdah.security.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/** Reads JWK sets (RFC 7517). */
final class JwkSets {

    private JwkSets() {}

    /**
     * Return the keys of a set that tokens may be signed by. Others, which an issuer may have for other purposes or for
     * readers of other algorithms, are left out, as are those that are none.
     *
     * @throws IOException if it is no set, or holds no such key
     */
    static List<SigningKey> keys(JsonNode set) throws IOException {
        if (!set.path("keys").isArray()) {
            throw new IOException("it is no JWK set: it has no list \"keys\"");
        }
        List<SigningKey> keys = new ArrayList<>();
        for (JsonNode key : set.path("keys")) {
            try {
                SigningKey.of(JWK.parse(key.toString()).toPublicJWK()).ifPresent(keys::add);
            } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
                // One key that cannot be read does not make the others bad.
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(
                    "the JWK set holds no public key for signatures (RSA of 2048 bits or more, EC, Ed25519)");
        }
        return List.copyOf(keys);
    }
}
