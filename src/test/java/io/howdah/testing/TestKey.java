package io.howdah.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A newly generated key that signs tokens, including tokens that no library would create. */
public final class TestKey {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ED25519_BYTES = 32;

    private final String algorithm;
    private final String id;
    private final KeyPair pair;

    private TestKey(String algorithm, String id, KeyPair pair) {
        this.algorithm = algorithm;
        this.id = id;
        this.pair = pair;
    }

    /**
     * Generates a key.
     *
     * @param algorithm RS256, PS256, ES256 or EdDSA
     * @param id its id
     */
    public static TestKey of(String algorithm, String id) {
        try {
            return new TestKey(
                    algorithm,
                    id,
                    switch (algorithm) {
                        case "RS256", "PS256" -> RsaPairs.next();
                        case "ES256" -> generated("EC", new ECGenParameterSpec("secp256r1"));
                        case "EdDSA" -> generated("Ed25519", NamedParameterSpec.ED25519);
                        default -> throw new IllegalArgumentException(algorithm);
                    });
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair generated(String algorithm, AlgorithmParameterSpec spec) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(spec);
        return generator.generateKeyPair();
    }

    /** Returns the JWS algorithm. */
    public String algorithm() {
        return algorithm;
    }

    /** Returns the key id, {@code kid}. */
    public String id() {
        return id;
    }

    /** Returns the public half of the key. */
    public PublicKey publicKey() {
        return pair.getPublic();
    }

    /** The public key as an issuer publishes it. */
    public JWK jwk() {
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            return new RSAKey.Builder(rsa).keyID(id).keyUse(KeyUse.SIGNATURE).build();
        }
        if (pair.getPublic() instanceof ECPublicKey ec) {
            return new ECKey.Builder(Curve.P_256, ec)
                    .keyID(id)
                    .keyUse(KeyUse.SIGNATURE)
                    .build();
        }
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
        return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                .keyID(id)
                .keyUse(KeyUse.SIGNATURE)
                .build();
    }

    /** The public key in PEM. */
    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** Return a token with the usual header. */
    public String token(Map<String, ?> claims) {
        return token(Map.of(), claims);
    }

    /** Returns a token with additional or different header parameters. A value "" removes a parameter. */
    public String token(Map<String, ?> header, Map<String, ?> claims) {
        Map<String, Object> whole = new LinkedHashMap<>(Map.of("alg", algorithm, "kid", id, "typ", "JWT"));
        whole.putAll(header);
        whole.values().removeIf(""::equals);
        try {
            return sign(JSON.writeValueAsString(whole), JSON.writeValueAsString(claims));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Return a token of exactly this header and these claims, JSON or not. */
    public String sign(String header, String claims) {
        String signed =
                base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance(
                    switch (algorithm) {
                        case "RS256" -> "SHA256withRSA";
                        case "PS256" -> "RSASSA-PSS";
                        case "ES256" -> "SHA256withECDSAinP1363Format";
                        default -> "Ed25519";
                    });
            if (algorithm.equals("PS256")) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(pair.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Encodes bytes as base64url without padding. */
    public static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
