package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.testing.Docs;
import io.howdah.testing.TestCertificate;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the rules of certificates, with certificates from the JDK's keytool. */
class EdgeRulesIT {

    private static final String CERTIFICATE = "howdah.http.tls-certificate";
    private static final String KEY = "howdah.http.tls-key";

    @TempDir
    private static Path folder;

    private static TestCertificate one;
    private static TestCertificate other;

    @BeforeAll
    static void make() throws Exception {
        one = TestCertificate.in(folder.resolve("one"));
        other = TestCertificate.in(folder.resolve("other"));
    }

    @Test
    void certificateAndKeyBelongTogether() throws Exception {
        // Given
        String certificate = one.pem().toString();
        String key = one.keyPem().toString();

        // Then
        assertThat(EdgeRulesTest.check(Map.of(CERTIFICATE, certificate, KEY, key))
                        .tls())
                .isPresent();
        refused(Map.of(CERTIFICATE, certificate), KEY + "= must be set together with " + CERTIFICATE);
        refused(Map.of(KEY, key), CERTIFICATE + "= must be set together with " + KEY);
        refused(
                Map.of(CERTIFICATE, certificate, KEY, other.keyPem().toString()),
                KEY + "=" + other.keyPem() + " is not the key of the certificate in " + certificate);
        refused(Map.of("howdah.management.tls", "true"), "howdah.management.tls=true needs " + CERTIFICATE);
    }

    @Test
    void invalidFilesAreRefused() throws Exception {
        // Given
        String certificate = one.pem().toString();
        String key = one.keyPem().toString();
        String missing = folder.resolve("missing.pem").toString();
        String empty = Files.writeString(folder.resolve("empty.pem"), "nothing").toString();
        String old = Files.writeString(
                        folder.resolve("old.pem"),
                        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----")
                .toString();
        String garbage = Files.writeString(
                        folder.resolve("garbage.pem"),
                        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"
                                + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
                .toString();

        // Then
        refused(Map.of(CERTIFICATE, missing, KEY, key), CERTIFICATE + "=" + missing + " must be a PEM file");
        refused(Map.of(CERTIFICATE, certificate, KEY, missing), KEY + "=" + missing + " must be a PEM file");
        refused(Map.of(CERTIFICATE, empty, KEY, key), CERTIFICATE + "=" + empty + " must be a PEM file with");
        refused(Map.of(CERTIFICATE, garbage, KEY, key), CERTIFICATE + "=" + garbage + " contains a certificate that");
        refused(Map.of(CERTIFICATE, certificate, KEY, old), KEY + "=" + old + " must contain a private key in PKCS#8");
        refused(
                Map.of(CERTIFICATE, certificate, KEY, garbage),
                KEY + "=" + garbage + " must contain a key of the same algorithm");
    }

    @Test
    void settingsOfTheDocumentationAreValid() throws Exception {
        // Given
        String text = String.join(
                        "\n",
                        Docs.block("docs/edge.md", "properties", "# edge/proxy").text(),
                        Docs.block("docs/edge.md", "properties", "# edge/origins")
                                .text(),
                        Docs.block("docs/edge.md", "properties", "# edge/tls").text())
                .replace("/etc/howdah/tls/tls.crt", one.pem().toString())
                .replace("/etc/howdah/tls/tls.key", one.keyPem().toString());
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));

        // When
        EdgeSettings edge = EdgeRulesTest.check(settings);

        // Then
        assertThat(edge.trustedProxies()).containsExactly("10.0.0.0/8", "127.0.0.0/8", "::1/128");
        assertThat(edge.allowedOrigins())
                .containsExactlyInAnyOrder(
                        new Origin("https", "app.example.com", 443), new Origin("http", "localhost", 3000));
        assertThat(edge.tls().orElseThrow().read().chain()).hasSize(1);
        assertThat(edge.managementTls()).isFalse();
    }

    private static void refused(Map<String, String> settings, String prefix) {
        assertThatThrownBy(() -> EdgeRulesTest.check(settings))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(prefix)
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("c2VjcmV0");
    }
}
