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
 * A file of certificates or of a key, as the settings name it: PEM, or a Java store (PKCS12, JKS).
 *
 * @param path where it is
 * @param type PEM, PKCS12 or JKS, as it is seen in the file
 * @param password of the store, or of the PEM file's encrypted key
 */
record TlsFile(Path path, String type, Optional<String> password) {

    private static final String PEM = "PEM";
    private static final String MARK = "-----BEGIN ";
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

    /** The file that a setting names, opened once to see that it can be. */
    static Optional<TlsFile> read(SettingValues values, String key, String passwordKey) {
        Optional<String> name = values.optional(key);
        Optional<String> password = values.secret(passwordKey);
        if (name.isEmpty()) {
            password.ifPresent(unused -> {
                throw new SettingException(passwordKey + " is set, and " + key + " names no file; set both or none");
            });
            return Optional.empty();
        }
        return Optional.of(open(key, Path.of(name.get()), passwordKey, password));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "TlsFile[path=" + path + ", type=" + type + "]";
    }

    boolean isPem() {
        return type.equals(PEM);
    }

    /** Refuses a file that holds no certificate; a store was looked into already. */
    TlsFile requireCertificates(String key) {
        if (!isPem()) {
            return this;
        }
        try {
            // One by one: the JDK's reader stumbles over a key among them.
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
                    key, path.toString(), "holds a certificate that cannot be read (" + e.getMessage() + ")");
        }
        throw new SettingException(key, path.toString(), "holds no certificate");
    }

    /** Refuses a PEM file without a key of the one form that is read everywhere, PKCS#8. */
    TlsFile requireKey(String key) {
        if (!isPem()) {
            return this;
        }
        try {
            String text = Files.readString(path, StandardCharsets.ISO_8859_1);
            if (text.contains(MARK + "PRIVATE KEY") || text.contains(MARK + "ENCRYPTED PRIVATE KEY")) {
                return this;
            }
        } catch (IOException e) {
            throw new SettingException(key, path.toString(), "cannot be read (" + e + ")");
        }
        throw new SettingException(
                key,
                path.toString(),
                "must hold a private key in PKCS#8 form (BEGIN PRIVATE KEY) and its certificates; convert an older"
                        + " one by: openssl pkcs8 -topk8 -nocrypt");
    }

    /** The Java store that the file is. */
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
            if (Files.readString(path, StandardCharsets.ISO_8859_1).contains(MARK)) {
                return new TlsFile(path, PEM, password);
            }
            KeyStore store = store(file, password);
            if (store.size() == 0) {
                throw new SettingException(
                        key,
                        path.toString(),
                        "holds nothing that can be read; set " + passwordKey + " if it has a password");
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
