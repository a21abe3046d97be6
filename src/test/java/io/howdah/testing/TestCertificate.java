package io.howdah.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate for 127.0.0.1 that no other client trusts, generated in a folder by the JDK's keytool. */
public final class TestCertificate {

    public static final String PASSWORD = "test-store";

    private static final String ALIAS = "server";

    private final Path folder;

    private TestCertificate(Path folder) {
        this.folder = folder;
    }

    /** Creates a certificate with its key. */
    public static TestCertificate in(Path folder) throws IOException, InterruptedException {
        TestCertificate certificate = new TestCertificate(Files.createDirectories(folder));
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        certificate.store().toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
        return certificate;
    }

    /** Key and certificate, PKCS12 with {@link #PASSWORD}. */
    public Path store() {
        return folder.resolve("server.p12");
    }

    /** The certificate alone, PEM: what a client trusts. */
    public Path pem() throws IOException, GeneralSecurityException {
        return Files.writeString(folder.resolve("server.pem"), certificateText());
    }

    /** The key in PKCS#8, then the certificate, PEM. */
    public Path keyPem() throws IOException, GeneralSecurityException {
        Key key = keyStore().getKey(ALIAS, PASSWORD.toCharArray());
        return Files.writeString(folder.resolve("key.pem"), block("PRIVATE KEY", key.getEncoded()) + certificateText());
    }

    /** As a Java store. */
    public KeyStore keyStore() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store().toFile(), PASSWORD.toCharArray());
    }

    private String certificateText() throws IOException, GeneralSecurityException {
        return block("CERTIFICATE", keyStore().getCertificate(ALIAS).getEncoded());
    }

    private static String block(String name, byte[] content) {
        return "-----BEGIN " + name + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + name
                + "-----\n";
    }
}
