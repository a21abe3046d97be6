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

/** A public key that an issuer signs with. */
final class SigningKey {

    /** Shorter RSA keys can be found out. */
    private static final int MIN_RSA_BITS = 2048;

    /** Tells whether a signature is one. */
    @FunctionalInterface
    private interface Verification {
        boolean holds(String algorithm, byte[] signedPart, Base64URL signature)
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

    /** Return the key, or nothing where it is not for signatures or is none that may be trusted. */
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
            // A curve that nobody asks for here.
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

    /** Return whether it may have signed what says that it is signed so; a key without an id goes with any. */
    boolean fits(String algorithm, Optional<String> keyId) {
        return algorithms.contains(algorithm) && (id.isEmpty() || keyId.isEmpty() || id.equals(keyId));
    }

    /** Return whether it signed the token. */
    boolean hasSigned(Jwt token) {
        try {
            return verification.holds(
                    token.algorithm(),
                    token.signedPart().getBytes(StandardCharsets.US_ASCII),
                    new Base64URL(token.signature()));
        } catch (JOSEException | GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
