package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoRulesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "a.b", "$a", "a\"b", "a\\b", "a:b", "a?b"})
    void databaseNameIsValidInMongo(String name) {
        for (String key : List.of("howdah.mongo.database", "howdah.mongo.system-database")) {
            assertThatThrownBy(() -> check(Map.of(key, name)))
                    .isInstanceOf(SettingException.class)
                    .hasMessageStartingWith(key + "=" + name + " must be at most 63 bytes without any of / \\ .");
        }
    }

    @Test
    void databaseNameIsCountedInBytes() {
        assertThatCode(() -> check(Map.of("howdah.mongo.database", "d".repeat(63))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(Map.of("howdah.mongo.database", "ä".repeat(32))))
                .hasMessageContaining("must be at most 63 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "local", "config", "Admin"})
    void databaseOfTheServerIsRefused(String name) {
        assertThatThrownBy(() -> check(Map.of("howdah.mongo.database", name)))
                .hasMessage("howdah.mongo.database=" + name
                        + " must not be a database of the server: admin, local or config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"howdah", "HOWDAH"})
    void databasesMustDiffer(String name) {
        assertThatThrownBy(() -> check(Map.of("howdah.mongo.system-database", name)))
                .hasMessage("howdah.mongo.system-database=" + name
                        + " must differ from howdah.mongo.database by more than case");
    }

    @Test
    void certificatesWithoutTlsAreRefused() throws IOException {
        Path file = folder.resolve("none.pem");
        assertThatThrownBy(() -> check(Map.of("howdah.mongo.tls-ca-file", file.toString())))
                .hasMessage("howdah.mongo.tls-ca-file=" + file + " must be a file that this process can read");
        Files.writeString(file, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
        assertThatThrownBy(() -> check(Map.of("howdah.mongo.tls-ca-file", file.toString())))
                .hasMessageStartingWith(
                        "howdah.mongo.tls-ca-file=" + file + " contains a certificate that cannot be read (");
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n");
        assertThatThrownBy(() -> check(Map.of("howdah.mongo.tls-ca-file", file.toString())))
                .hasMessage("howdah.mongo.tls-ca-file=" + file + " contains no certificate");
    }

    @Test
    void resetRemovesTheConnectionOfTheRealServer() {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
        values.override(Settings.MONGO_URI, "mongodb://real/?tls=true", "test");
        values.override("howdah.mongo.tls-ca-file", "/not/here", "test");
        values.override("howdah.mongo.database", "mine", "test");

        Settings.resetMongo(values);

        MongoSettings settings = Settings.of(values).mongo();
        assertThat(settings.connection().getHosts()).containsExactly("localhost:27017");
        assertThat(settings.database()).isEqualTo("mine");
    }

    private static MongoSettings check(Map<String, String> settings) {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
        settings.forEach((key, value) -> values.override(key, value, "test"));
        return Settings.of(values).mongo();
    }
}
