package io.howdah.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The PEM files of a server's certificate and key.
 *
 * @param certificate the certificate and its chain
 * @param key the private key, in PKCS#8 form and not encrypted
 * @param certificateSetting the setting that names the certificate
 * @param keySetting the setting that names the key
 */
public record TlsFiles(Path certificate, Path key, String certificateSetting, String keySetting) {

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);

    private static final byte[] SAMPLE = {1, 2, 3, 4};

    /**
     * The content of the files, validated: the key belongs to the certificate.
     *
     * @param chain the certificate and its chain
     * @param key the private key, a secret
     */
    public record Content(List<X509Certificate> chain, PrivateKey key) {

        /** Copies the chain. */
        public Content {
            chain = List.copyOf(chain);
        }

        /** Returns when the certificate expires. */
        public Instant expiresAt() {
            return chain.get(0).getNotAfter().toInstant();
        }

        @Override
        public String toString() {
            return "Content[expiresAt=" + expiresAt() + "]";
        }
    }

    /**
     * Reads and validates both files.
     *
     * @throws SettingException if a file cannot be read or is invalid, or if the key does not belong to the certificate; the message
     *     contains nothing of the key
     */
    public Content read() {
        List<X509Certificate> chain = chain(text(certificateSetting, certificate));
        PrivateKey secret =
                secret(text(keySetting, key), chain.get(0).getPublicKey().getAlgorithm());
        if (!isPair(chain.get(0), secret)) {
            throw new SettingException(
                    keySetting, key.toString(), "is not the key of the certificate in " + certificate);
        }
        return new Content(chain, secret);
    }

    private static String text(String setting, Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new SettingException(setting, file.toString(), "must be a PEM file that this process can read");
        }
    }

    private List<X509Certificate> chain(String text) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Matcher block = CERTIFICATE.matcher(text); block.find(); ) {
                byte[] encoded = block.group().getBytes(StandardCharsets.US_ASCII);
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded)));
            }
        } catch (GeneralSecurityException e) {
            throw new SettingException(
                    certificateSetting, certificate.toString(), "contains a certificate that cannot be read");
        }
        if (chain.isEmpty()) {
            throw new SettingException(
                    certificateSetting,
                    certificate.toString(),
                    "must be a PEM file with a certificate (BEGIN CERTIFICATE)");
        }
        return chain;
    }

    private PrivateKey secret(String text, String algorithm) {
        Matcher block = KEY.matcher(text);
        if (!block.find()) {
            throw new SettingException(
                    keySetting,
                    key.toString(),
                    "must contain a private key in PKCS#8 form (BEGIN PRIVATE KEY), not encrypted; convert another one with:"
                            + " openssl pkcs8 -topk8 -nocrypt");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(block.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SettingException(
                    keySetting,
                    key.toString(),
                    "must contain a key of the same algorithm as the certificate in " + certificate + ": " + algorithm);
        }
    }

    private static boolean isPair(X509Certificate certificate, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> key.getAlgorithm();
                    });
            signature.initSign(key);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
