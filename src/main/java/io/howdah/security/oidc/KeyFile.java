package io.howdah.security.oidc;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The keys of an issuer in a file: a JWK set, or public keys and certificates in PEM. {@link IssuerKeys} reads it periodically. */
final class KeyFile implements KeySource {

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

    /** Maximum keys in PEM. They have no ids, so all of one algorithm are tried. */
    static final int MAX_KEYS = 8;

    private final Path path;

    KeyFile(Path path) {
        this.path = path;
    }

    @Override
    public CompletableFuture<List<SigningKey>> load() {
        try {
            return CompletableFuture.completedFuture(read());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(new IOException(path + ": " + e.getMessage(), e));
        }
    }

    /**
     * Reads the keys in the file.
     *
     * @throws IOException if there are none, or if one cannot be read
     */
    List<SigningKey> read() throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!text.contains("-----BEGIN ")) {
            return JwkSets.keys(StrictJson.object(bytes));
        }
        List<SigningKey> keys = new ArrayList<>();
        for (String kind : List.of("PUBLIC KEY", CERTIFICATE)) {
            for (String block : blocks(text, kind)) {
                byte[] encoded = decoded(block);
                JWK key = jwk(kind.equals(CERTIFICATE) ? certified(encoded) : publicKey(encoded));
                keys.add(SigningKey.of(key)
                        .orElseThrow(() -> new IOException(
                                "a key in it is not for signatures (RSA of 2048 bits or more, EC, Ed25519)")));
            }
        }
        if (keys.isEmpty()) {
            throw new IOException("it contains no PUBLIC KEY and no CERTIFICATE");
        }
        if (keys.size() > MAX_KEYS) {
            throw new IOException("it contains " + keys.size() + " keys, but PEM has no key ids and allows " + MAX_KEYS
                    + "; convert it to a JWK set");
        }
        return List.copyOf(keys);
    }

    private static List<String> blocks(String text, String kind) {
        String begin = "-----BEGIN " + kind + "-----";
        String end = "-----END " + kind + "-----";
        List<String> blocks = new ArrayList<>();
        int from = text.indexOf(begin);
        int until = text.indexOf(end, Math.max(0, from));
        while (from >= 0 && until >= 0) {
            blocks.add(text.substring(from + begin.length(), until));
            from = text.indexOf(begin, until);
            until = text.indexOf(end, Math.max(0, from));
        }
        return blocks;
    }

    private static byte[] decoded(String base64) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException("a key in it is incomplete", e);
        }
    }

    private static PublicKey certified(byte[] encoded) throws IOException {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(encoded))
                    .getPublicKey();
        } catch (GeneralSecurityException e) {
            throw new IOException("a certificate in it cannot be read", e);
        }
    }

    private static PublicKey publicKey(byte[] encoded) throws IOException {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded));
            } catch (GeneralSecurityException e) {
                // Another kind of key.
            }
        }
        throw new IOException("a public key in it cannot be read");
    }

    /** Returns a key without an id, so that it matches every key id of a token. */
    private static JWK jwk(PublicKey key) throws IOException {
        if (key instanceof RSAPublicKey rsa) {
            return new RSAKey.Builder(rsa).build();
        }
        if (key instanceof ECPublicKey ec) {
            Curve curve = Curve.forECParameterSpec(ec.getParams());
            if (curve != null) {
                return new ECKey.Builder(curve, ec).build();
            }
        }
        if (key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519")) {
            return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(Ed25519.point(key))).build();
        }
        throw new IOException("a key in it is of a kind that cannot sign tokens");
    }
}
