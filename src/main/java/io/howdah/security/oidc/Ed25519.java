package io.howdah.security.oidc;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;

/** Verifies Ed25519 signatures (RFC 8032) with the JDK. Nimbus would need another library. */
final class Ed25519 {

    /** Prefix of the 32 bytes of a key in its encoded form (RFC 8410). */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int KEY_BYTES = 32;
    private static final String NAME = "Ed25519";

    private final PublicKey key;

    private Ed25519(PublicKey key) {
        this.key = key;
    }

    /** Creates a verifier for a key; empty if the key is invalid or has another curve. */
    static Optional<Ed25519> of(OctetKeyPair pair) {
        byte[] point = pair.getDecodedX();
        if (!Curve.Ed25519.equals(pair.getCurve()) || point.length != KEY_BYTES) {
            return Optional.empty();
        }
        byte[] encoded = new byte[PREFIX.length + KEY_BYTES];
        System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
        System.arraycopy(point, 0, encoded, PREFIX.length, KEY_BYTES);
        try {
            return Optional.of(
                    new Ed25519(KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(encoded))));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** Returns the bytes of a key as in a JWK. */
    static byte[] point(PublicKey key) {
        byte[] encoded = key.getEncoded();
        byte[] point = new byte[KEY_BYTES];
        System.arraycopy(encoded, encoded.length - KEY_BYTES, point, 0, KEY_BYTES);
        return point;
    }

    /** Returns whether a signature of a text is valid. */
    boolean isSignature(byte[] text, byte[] signature) throws GeneralSecurityException {
        Signature verification = Signature.getInstance(NAME);
        verification.initVerify(key);
        verification.update(text);
        return verification.verify(signature);
    }
}
