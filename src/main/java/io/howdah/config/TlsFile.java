package io.howdah.config;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A file of certificates or of a key that a setting names: PEM, or a Java store (PKCS12, JKS).
 *
 * @param path the path
 * @param type PEM, PKCS12 or JKS, detected from the content
 * @param password the password of the store, or of the encrypted key in a PEM file
 */
record TlsFile(Path path, String type, Optional<String> password) {

    private static final String PEM = "PEM";
    private static final String PEM_HEADER = "-----BEGIN ";
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

    /** Returns the file that a setting names, after a check that it can be read; empty if the setting is not set. */
    static Optional<TlsFile> read(SettingValues values, String key, String passwordKey) {
        Optional<String> name = values.optional(key);
        Optional<String> password = values.secret(passwordKey);
        if (name.isEmpty()) {
            password.ifPresent(unused -> {
                throw new SettingException(passwordKey + " is set, but " + key + " is not; set both or none");
            });
            return Optional.empty();
        }
        return Optional.of(open(key, Path.of(name.get()), passwordKey, password));
    }

    /** Returns a text without the password. */
    @Override
    public String toString() {
        return "TlsFile[path=" + path + ", type=" + type + "]";
    }

    boolean isPem() {
        return type.equals(PEM);
    }

    /** Refuses a PEM file without a valid certificate. Stores have been checked already. */
    TlsFile requireCertificates(String key) {
        if (!isPem()) {
            return this;
        }
        try {
            // One by one: the JDK's reader fails if there is a key among them.
            List<String> blocks = CERTIFICATE
                    .matcher(Files.readString(path, StandardCharsets.ISO_8859_1))
                    .results()
                    .map(MatchResult::group)
                    .toList();
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (String block : blocks) {
                factory.generateCertificate(new ByteArrayInputStream(block.getBytes(StandardCharsets.US_ASCII)));
            }
            if (!blocks.isEmpty()) {
                return this;
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingException(
                    key, path.toString(), "contains a certificate that cannot be read (" + e.getMessage() + ")");
        }
        throw new SettingException(key, path.toString(), "contains no certificate");
    }

    /** Refuses a PEM file without a key in PKCS#8, the only form that all clients read. */
    TlsFile requireKey(String key) {
        if (!isPem()) {
            return this;
        }
        try {
            String text = Files.readString(path, StandardCharsets.ISO_8859_1);
            if (text.contains(PEM_HEADER + "PRIVATE KEY") || text.contains(PEM_HEADER + "ENCRYPTED PRIVATE KEY")) {
                return this;
            }
        } catch (IOException e) {
            throw new SettingException(key, path.toString(), "cannot be read (" + e + ")");
        }
        throw new SettingException(
                key,
                path.toString(),
                "must contain a private key in PKCS#8 form (BEGIN PRIVATE KEY) and its certificates; convert an older"
                        + " one with: openssl pkcs8 -topk8 -nocrypt");
    }

    /** Opens the file as a Java store. */
    KeyStore store() throws IOException, GeneralSecurityException {
        return store(path.toFile(), password);
    }

    private static KeyStore store(File file, Optional<String> password) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(file, password.map(String::toCharArray).orElse(null));
    }

    private static TlsFile open(String key, Path path, String passwordKey, Optional<String> password) {
        File file = path.toFile();
        if (!file.isFile() || !file.canRead()) {
            throw new SettingException(key, path.toString(), "must be a file that this process can read");
        }
        try {
            if (Files.readString(path, StandardCharsets.ISO_8859_1).contains(PEM_HEADER)) {
                return new TlsFile(path, PEM, password);
            }
            KeyStore store = store(file, password);
            if (store.size() == 0) {
                throw new SettingException(
                        key,
                        path.toString(),
                        "contains no readable entry; set " + passwordKey + " if it has a password");
            }
            return new TlsFile(path, store.getType().toUpperCase(Locale.ROOT), password);
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingException(
                    key,
                    path.toString(),
                    "must be PEM, PKCS12 or JKS, and " + passwordKey + " the password of a store (" + e.getMessage()
                            + ")");
        }
    }
}
