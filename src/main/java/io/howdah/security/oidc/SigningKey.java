package io.howdah.security.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.howdah.config.AuthSettings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A public key of an issuer, for signatures of tokens. */
final class SigningKey {

    /** Minimum size of RSA keys; shorter ones can be broken. */
    private static final int MIN_RSA_BITS = 2048;

    /** Checks a signature. */
    @FunctionalInterface
    private interface Verification {
        boolean isValid(String algorithm, byte[] signedPart, Base64URL signature)
                throws JOSEException, GeneralSecurityException;
    }

    private final Optional<String> id;
    private final Set<String> algorithms;
    private final Verification verification;

    private SigningKey(JWK key, Set<String> algorithms, Verification verification) {
        this.id = Optional.ofNullable(key.getKeyID());
        this.algorithms = key.getAlgorithm() == null
                ? algorithms
                : algorithms.stream()
                        .filter(AuthSettings.algorithm(key.getAlgorithm().getName())::equals)
                        .collect(Collectors.toSet());
        this.verification = verification;
    }

    /** Creates a signing key; empty if the key is not for signatures, not supported, or too short. */
    static Optional<SigningKey> of(JWK key) {
        if (!isForSignatures(key)) {
            return Optional.empty();
        }
        try {
            if (key instanceof RSAKey rsa && rsa.size() >= MIN_RSA_BITS) {
                return Optional.of(by(key, new RSASSAVerifier(rsa.toRSAPublicKey())));
            }
            if (key instanceof ECKey ec) {
                return Optional.of(by(key, new ECDSAVerifier(ec.toECPublicKey())));
            }
            if (key instanceof OctetKeyPair pair) {
                return Ed25519.of(pair)
                        .map(ed25519 -> new SigningKey(
                                key,
                                Set.of(JWSAlgorithm.EdDSA.getName()),
                                (algorithm, signedPart, signature) ->
                                        ed25519.isSignature(signedPart, signature.decode())));
            }
        } catch (JOSEException e) {
            // An unsupported curve.
        }
        return Optional.empty();
    }

    private static boolean isForSignatures(JWK key) {
        KeyUse use = key.getKeyUse();
        Set<KeyOperation> operations = key.getKeyOperations();
        return (use == null || use.equals(KeyUse.SIGNATURE))
                && (operations == null || operations.contains(KeyOperation.VERIFY));
    }

    private static SigningKey by(JWK key, JWSVerifier verifier) {
        return new SigningKey(
                key,
                verifier.supportedJWSAlgorithms().stream()
                        .map(JWSAlgorithm::getName)
                        .collect(Collectors.toSet()),
                (algorithm, signedPart, signature) ->
                        verifier.verify(new JWSHeader(JWSAlgorithm.parse(algorithm)), signedPart, signature));
    }

    /** Returns whether the key matches the header of a token; a key without an id matches every key id. */
    boolean matches(String algorithm, Optional<String> keyId) {
        return algorithms.contains(algorithm) && (id.isEmpty() || keyId.isEmpty() || id.equals(keyId));
    }

    /** Returns whether the key has signed a token. */
    boolean hasSigned(Jwt token) {
        try {
            return verification.isValid(
                    token.algorithm(),
                    token.signedPart().getBytes(StandardCharsets.US_ASCII),
                    new Base64URL(token.signature()));
        } catch (JOSEException | GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
