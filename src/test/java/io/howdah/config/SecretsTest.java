package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that secrets come from the environment or from files, and are hidden everywhere else. */
class SecretsTest {

    private static final String MARKER = "s3cret-marker";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "howdah.kafka.password",
                "howdah.kafka.truststore-password",
                "howdah.mongo.tls-certificate-file-password",
                "howdah.schema-registry.token",
                "howdah.auth.client-secret",
                "howdah.cursor.secret",
                "howdah.kafka.client.sasl.jaas.config",
                "howdah.kafka.client.ssl.keystore.key",
                "howdah.kafka.client.ssl.key.password",
                "camel.vault.aws.secretKey",
                "camel.component.acme.accessKey",
                "parcels.api-key",
                "parcels.passwd",
                "PARCELS_TOKEN"
            })
    void namesOfSecretsAreKnown(String key) {
        assertThat(Secrets.shown(key, MARKER)).isEqualTo("(hidden)");
    }

    @Test
    void onlyTheseDefaultsAreSecret() {
        assertThat(SettingValues.load(List.of("demo", "dev"), List.of(), Map.of())
                        .asMap()
                        .keySet())
                .filteredOn(Secrets::isSecret)
                .containsExactlyInAnyOrder(
                        "howdah.kafka.password",
                        "howdah.kafka.truststore-password",
                        "howdah.kafka.keystore-password",
                        "howdah.mongo.tls-ca-file-password",
                        "howdah.mongo.tls-certificate-file-password",
                        "howdah.schema-registry.password",
                        "howdah.schema-registry.token",
                        "howdah.auth.client-secret",
                        "howdah.cursor.secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mongodb://localhost:27017/ | mongodb://localhost:27017/",
                "mongodb://ann:s3cret@h1,h2/?tls=true | mongodb://ann:(hidden)@h1,h2/?tls=true",
                "mongodb://ann:s3@c:r/et@h1/ | mongodb://ann:(hidden)@h1/",
                "https://s3cret@h1/a | https://(hidden)@h1/a",
                "a=https://ann:s3cret@h1,b=https://bob:s3cret@h2 | a=https://ann:(hidden)@h2",
                "mongodb://h1/?authMechanismProperties=AWS_SESSION_TOKEN:s3cret&w=1 |"
                        + " mongodb://h1/?authMechanismProperties=(hidden)&w=1",
                "https://h1/hook?access_token=s3cret#top | https://h1/hook?access_token=(hidden)#top",
                "ann@example.com | ann@example.com"
            })
    void addressIsShownWithoutItsCredentials(String value, String shown) {
        assertThat(Secrets.shown("parcels.address", value)).isEqualTo(shown).doesNotContain("s3c");
    }

    @Test
    void settingsPrintNoSecret() throws IOException {
        // Given
        Map<String, String> environment = withMarkers();
        Settings settings = Settings.of(SettingValues.load(List.of(), List.of(), environment));

        // Then
        assertThat(settings.toString()).doesNotContain(MARKER);
        assertThat(settings.kafka().client().toString()).doesNotContain(MARKER);
        assertThat(new TlsFile(Path.of("a.pem"), "PEM", Optional.of(MARKER)).toString())
                .doesNotContain(MARKER);
    }

    @Test
    void routesGetNoSecretOfHowdah() {
        SettingValues values = SettingValues.load(List.of(), List.of(), withMarkers());
        values.override("parcels.api-token", "of-the-application", "test");

        assertThat(values.asMap().toString()).contains(MARKER);
        assertThat(values.forRoutes().toString()).doesNotContain(MARKER);
        assertThat(values.forRoutes())
                .doesNotContainKeys("howdah.mongo.uri", "howdah.kafka.password", "howdah.schema-registry.token")
                .containsEntry("parcels.api-token", "of-the-application")
                .containsKey("howdah.mongo.database");
    }

    @Test
    void settingsAreShownWithoutSecretsAndWithTheirSource() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("password"), MARKER);
        Files.writeString(folder.resolve("application.properties"), "howdah.kafka.group=mine\n");
        Map<String, String> environment = withMarkers();
        environment.remove("HOWDAH_KAFKA_PASSWORD");
        environment.put("HOWDAH_KAFKA_PASSWORD_FILE", file.toString());

        // When
        List<Setting> shown =
                SettingValues.load(List.of(), List.of(folder), environment).shown();

        // Then
        assertThat(shown.toString()).doesNotContain(MARKER);
        assertThat(shown)
                .contains(
                        new Setting("howdah.http.port", "8080", Setting.Kind.DEFAULT, "application.properties"),
                        new Setting(
                                "howdah.kafka.group",
                                "mine",
                                Setting.Kind.FOLDER,
                                folder.resolve("application.properties").toString()),
                        new Setting(
                                "howdah.kafka.password",
                                "(hidden)",
                                Setting.Kind.ENVIRONMENT_FILE,
                                "HOWDAH_KAFKA_PASSWORD_FILE (" + file + ")"),
                        new Setting(
                                "howdah.mongo.uri",
                                "mongodb://ann:(hidden)@localhost/?replicaSet=rs0",
                                Setting.Kind.ENVIRONMENT,
                                "HOWDAH_MONGO_URI"),
                        new Setting(
                                "howdah.schema-registry.token",
                                "(hidden)",
                                Setting.Kind.ENVIRONMENT,
                                "HOWDAH_SCHEMA_REGISTRY_TOKEN"));
    }

    @Test
    void secretsAreRemovedFromTexts() {
        SettingValues values = SettingValues.load(List.of(), List.of(), withMarkers());

        assertThat(values.withoutSecrets("cannot use " + MARKER + " at mongodb://ann:" + MARKER
                        + "@localhost/?replicaSet=rs0, port 8080"))
                .isEqualTo("cannot use (hidden) at mongodb://ann:(hidden)@localhost/?replicaSet=rs0, port 8080");
    }

    @Test
    void fileContainsTheValueOfAnySetting() throws IOException {
        Path file = Files.writeString(folder.resolve("value"), "1234\n");

        SettingValues values = load("HOWDAH_HTTP_PORT_FILE", file.toString());

        assertThat(values.asMap()).containsEntry("howdah.http.port", "1234");
        assertThat(values.isFromEnvironment("howdah.http.port")).isTrue();
    }

    static Stream<String> secrets() {
        Stream<String> ownKeys = SettingValues.load(List.of(), List.of(), Map.of()).asMap().keySet().stream()
                .filter(key -> key.startsWith("howdah.") && Secrets.isSecret(key));
        Stream<String> kafkaKeys = Stream.of(
                        AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef())
                .flatMap(known -> known.configKeys().values().stream())
                .filter(known -> known.type() == ConfigDef.Type.PASSWORD)
                .map(known -> "howdah.kafka.client." + known.name)
                .distinct();
        return Stream.concat(ownKeys, kafkaKeys);
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void fileContainsEachSecretAndItIsHidden(String key) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("value"), MARKER + "\n");
        String variable = SettingValues.environmentName(key) + "_FILE";

        // When
        SettingValues values = load(variable, file.toString());

        // Then
        assertThat(values.asMap()).containsEntry(key, MARKER);
        assertThat(values.shown())
                .contains(new Setting(key, "(hidden)", Setting.Kind.ENVIRONMENT_FILE, variable + " (" + file + ")"));
        assertThat(values.forRoutes()).doesNotContainKey(key);
    }

    @Test
    void fileContainsTheConnectionStringAndItsPasswordIsHidden() throws IOException {
        Path file = Files.writeString(folder.resolve("value"), "mongodb://ann:" + MARKER + "@h1/\n");

        SettingValues values = load("HOWDAH_MONGO_URI_FILE", file.toString());

        assertThat(Settings.of(values).mongo().connection().getPassword()).isEqualTo(MARKER.toCharArray());
        assertThat(values.shown())
                .contains(new Setting(
                        "howdah.mongo.uri",
                        "mongodb://ann:(hidden)@h1/",
                        Setting.Kind.ENVIRONMENT_FILE,
                        "HOWDAH_MONGO_URI_FILE (" + file + ")"));
    }

    @ParameterizedTest
    @CsvSource({"'a\n','a'", "'a\r\n','a'", "'a\n\n','a\n'", "' a ',' a '", "'ö',ö"})
    void oneTrailingLineBreakIsRemoved(String content, String value) throws IOException {
        Path file = Files.writeString(folder.resolve("value"), content);

        assertThat(load("HOWDAH_KAFKA_PASSWORD_FILE", file.toString()).asMap())
                .containsEntry("howdah.kafka.password", value);
    }

    @Test
    void fileContainsAPropertyOfAKafkaClientOrOfTheApplication() throws IOException {
        Path file = Files.writeString(folder.resolve("value"), MARKER);
        Files.writeString(folder.resolve("application.properties"), "parcels.api-token=\n");

        SettingValues values = SettingValues.load(
                List.of(),
                List.of(folder),
                Map.of(
                        "HOWDAH_KAFKA_CLIENT_SASL_JAAS_CONFIG_FILE", file.toString(),
                        "PARCELS_API_TOKEN_FILE", file.toString()));

        assertThat(values.asMap())
                .containsEntry("howdah.kafka.client.sasl.jaas.config", MARKER)
                .containsEntry("parcels.api-token", MARKER);
    }

    @Test
    void settingWithANameThatEndsWithFileIsThatSetting() {
        assertThat(load("HOWDAH_MONGO_TLS_CA_FILE", "/no/such/file").asMap())
                .containsEntry("howdah.mongo.tls-ca-file", "/no/such/file");
    }

    @Test
    void unreadableFileIsNamed() throws IOException {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xc3, 0x28});
        Path large = Files.write(folder.resolve("large"), new byte[64 * 1024 + 1]);

        assertThatThrownBy(() -> load("HOWDAH_KAFKA_PASSWORD_FILE", "/no/such/file"))
                .isInstanceOf(SettingException.class)
                .hasMessage("HOWDAH_KAFKA_PASSWORD_FILE=/no/such/file must be a file that this process can read"
                        + " (NoSuchFileException); correct the path or the file's permissions");
        assertThatThrownBy(() -> load("HOWDAH_KAFKA_PASSWORD_FILE", folder.toString()))
                .hasMessageStartingWith("HOWDAH_KAFKA_PASSWORD_FILE=" + folder + " must be a file");
        assertThatThrownBy(() -> load("HOWDAH_KAFKA_PASSWORD_FILE", binary.toString()))
                .hasMessage("HOWDAH_KAFKA_PASSWORD_FILE=" + binary + " must be a text file in UTF-8");
        assertThatThrownBy(() -> load("HOWDAH_KAFKA_PASSWORD_FILE", large.toString()))
                .hasMessage("HOWDAH_KAFKA_PASSWORD_FILE=" + large + " must be a file of at most 65536 bytes");
    }

    @Test
    void variableAndFileTogetherAreRefused() {
        assertThatThrownBy(() -> SettingValues.load(
                        List.of(),
                        List.of(),
                        Map.of("HOWDAH_KAFKA_PASSWORD", MARKER, "HOWDAH_KAFKA_PASSWORD_FILE", "/a")))
                .hasMessage("HOWDAH_KAFKA_PASSWORD and HOWDAH_KAFKA_PASSWORD_FILE are both set; delete one of them");
    }

    @Test
    void fileVariableOfNoSettingIsRefused() {
        assertThatThrownBy(() -> load("HOWDAH_MY_OWN_FILE", "/a"))
                .hasMessageStartingWith("HOWDAH_MY_OWN_FILE is not the variable of a setting; the nearest is HOWDAH_");
        assertThat(load("SSL_CERT_FILE", "/a").asMap()).isNotEmpty();
        assertThat(load("HOWDAH_TOKEN_FILE", "/a").asMap()).isNotEmpty();
    }

    @Test
    void messageHidesTheSecret() {
        assertThat(new SettingException("howdah.schema-registry.token", MARKER, "is wrong"))
                .hasMessage("howdah.schema-registry.token=(hidden) is wrong");
    }

    private static SettingValues load(String variable, String value) {
        return SettingValues.load(List.of(), List.of(), Map.of(variable, value));
    }

    private static Map<String, String> withMarkers() {
        return new HashMap<>(Map.of(
                "HOWDAH_KAFKA_SECURITY_PROTOCOL",
                "SASL_SSL",
                "HOWDAH_KAFKA_SASL_MECHANISM",
                "PLAIN",
                "HOWDAH_KAFKA_USER",
                "ann",
                "HOWDAH_KAFKA_PASSWORD",
                MARKER,
                "HOWDAH_KAFKA_CLIENT_SSL_KEY_PASSWORD",
                MARKER,
                "HOWDAH_MONGO_URI",
                "mongodb://ann:" + MARKER + "@localhost/?replicaSet=rs0",
                "HOWDAH_SCHEMA_REGISTRY_URL",
                "http://localhost:8081",
                "HOWDAH_SCHEMA_REGISTRY_TOKEN",
                MARKER));
    }
}
