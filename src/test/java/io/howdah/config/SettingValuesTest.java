package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingValuesTest {

    private static final String KEY = "howdah.http.graphiql";
    private static final String VARIABLE = "HOWDAH_HTTP_GRAPHIQL";

    @TempDir
    private Path folder;

    @Test
    void laterSourcesOverrideEarlierOnes() throws IOException {
        // The default, then the dev profile
        assertThat(value(List.of(), List.of(), Map.of())).isEqualTo("false");
        assertThat(value(List.of("dev"), List.of(), Map.of())).isEqualTo("true");

        // The folder, then its profile
        Files.writeString(folder.resolve("application.properties"), KEY + "=folder");
        assertThat(value(List.of("dev"), List.of(folder), Map.of())).isEqualTo("folder");
        Files.writeString(folder.resolve("application-dev.properties"), KEY + "=folder-dev");
        assertThat(value(List.of(), List.of(folder), Map.of())).isEqualTo("folder");
        assertThat(value(List.of("dev"), List.of(folder), Map.of())).isEqualTo("folder-dev");

        // The selected profile, by either of its files
        Files.writeString(folder.resolve("application-prod.properties"), KEY + "=folder-prod");
        assertThat(profile("prod", Map.of()).text(KEY)).isEqualTo("folder-prod");
        writeEnvironment("prod", KEY + "=environment-prod");
        assertThat(profile("prod", Map.of()).text(KEY)).isEqualTo("environment-prod");

        // A variable, then a flag, then an override
        SettingValues values = profile("prod", Map.of(VARIABLE, "variable"));
        assertThat(values.text(KEY)).isEqualTo("variable");
        values.set(Map.of(KEY, "flag"));
        assertThat(values.text(KEY)).isEqualTo("flag");
        values.override(KEY, "override", "test");
        assertThat(values.text(KEY)).isEqualTo("override");
    }

    @Test
    void profileOfAnyFolderOverridesTheFilesOfAll(@TempDir Path later) throws IOException {
        writeEnvironment("prod", KEY + "=prod");
        Files.writeString(later.resolve("application.properties"), KEY + "=later");

        assertThat(SettingValues.load(List.of(), List.of(folder, later), "prod", Map.of())
                        .text(KEY))
                .isEqualTo("prod");
    }

    @Test
    void devIsAProfileEvenWithoutAFileInTheFolder() {
        assertThat(profile("dev", Map.of()).text(KEY)).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prd", "../prod", "environments/prod", "demo"})
    void unknownProfileIsRefused(String name) throws IOException {
        writeEnvironment("prod", KEY + "=true");
        Files.writeString(folder.resolve("application-test.properties"), KEY + "=true");

        assertThatThrownBy(() -> profile(name, Map.of()))
                .isInstanceOf(SettingException.class)
                .hasMessage("--profile=" + name
                        + " is not a profile of the application; its profiles are dev, prod, test; correct"
                        + " the name (--profile, --environment or HOWDAH_ENVIRONMENT), or add"
                        + " environments/<name>.properties");
    }

    @Test
    void eachSettingHasItsSource() throws IOException {
        writeEnvironment("prod", KEY + "=true");
        SettingValues values = profile("prod", Map.of());
        values.set(Map.of("howdah.http.port", "1"));

        assertThat(values.shown())
                .contains(
                        new Setting(
                                KEY,
                                "true",
                                Setting.Kind.PROFILE,
                                folder.resolve("environments/prod.properties").toString()),
                        new Setting("howdah.http.port", "1", Setting.Kind.FLAG, "--set"));
        assertThat(values.isFromEnvironment("howdah.http.port")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"howdah.kafka.password,x", "parcels.api-key,x", "howdah.mongo.uri,mongodb://ann:x@h1/"})
    void flagOfASecretIsRefused(String key, String value) {
        assertThatThrownBy(() -> profile("", Map.of()).set(Map.of(key, value)))
                .isInstanceOf(SettingException.class)
                .hasMessage("--set " + key + " is a secret, and other users of this machine can read arguments; set "
                        + SettingValues.environmentName(key) + "_FILE to a file that contains it");
    }

    @Test
    void laterFolderOverridesAnEarlierOne(@TempDir Path later) throws IOException {
        Files.writeString(folder.resolve("application.properties"), KEY + "=first");
        Files.writeString(later.resolve("application.properties"), KEY + "=second");

        assertThat(value(List.of(), List.of(folder, later), Map.of())).isEqualTo("second");
    }

    @ParameterizedTest
    @CsvSource({
        "howdah.http.port,HOWDAH_HTTP_PORT",
        "howdah.dev.events-per-second,HOWDAH_DEV_EVENTS_PER_SECOND",
        "rides.topic,RIDES_TOPIC",
    })
    void environmentNameIsTheKeyInCapitals(String key, String variable) {
        assertThat(SettingValues.environmentName(key)).isEqualTo(variable);
    }

    @Test
    void environmentOverridesAFoldersOwnKey() throws IOException {
        Files.writeString(folder.resolve("application.properties"), "acme.topic-name=file");

        SettingValues values = SettingValues.load(List.of(), List.of(folder), Map.of("ACME_TOPIC_NAME", "variable"));

        assertThat(values.asMap()).containsEntry("acme.topic-name", "variable");
    }

    @Test
    void defaultIsNotConfigured() throws IOException {
        Files.writeString(folder.resolve("application.properties"), "howdah.http.port=1");

        SettingValues values = SettingValues.load(List.of(), List.of(folder), Map.of("HOWDAH_MANAGEMENT_PORT", "9876"));

        assertThat(values.isConfigured("howdah.dev.kafka-port")).isFalse();
        assertThat(values.isConfigured("howdah.http.port")).isTrue();
        assertThat(values.isConfigured("howdah.management.port")).isTrue();
        assertThat(values.isFromEnvironment("howdah.http.port")).isFalse();
        assertThat(values.isFromEnvironment("howdah.management.port")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"20ms,20", "10s,10000", "5m,300000", "2h,7200000", "7d,604800000"})
    void durationHasAUnit(String text, long milliseconds) {
        assertThat(of(text).duration(KEY)).isEqualTo(Duration.ofMillis(milliseconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "0s", "-1s", "1.5s", "1 s", "1w", "s", "9999999999d"})
    void invalidDurationIsRefused(String text) {
        assertThatThrownBy(() -> of(text).duration(KEY))
                .isInstanceOf(SettingException.class)
                .hasMessage(KEY + "=" + text + " must be a whole number greater than 0 with a unit: ms, s, m, h or d");
    }

    @Test
    void durationBeyondTenYearsIsRefused() {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
        values.override("howdah.ingest.tombstone-ttl", "999999999d", "test");

        assertThatThrownBy(() -> Settings.of(values))
                .hasMessage("howdah.ingest.tombstone-ttl=999999999d must be at most 3650d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application.properties", "application-prod.properties", "environments/prod.properties"})
    void misspeltKeyIsRefusedInAnyFile(String name) throws IOException {
        writeEnvironment("prod", "");
        Path file = Files.writeString(folder.resolve(name), "howdah.http.prot=1");

        assertThatThrownBy(() -> profile("prod", Map.of()))
                .isInstanceOf(SettingException.class)
                .hasMessage("howdah.http.prot in " + file + " is not a setting; the nearest is" + " howdah.http.port");
    }

    @Test
    void misspeltKeyOfAFlagIsRefused() {
        assertThatThrownBy(() -> profile("", Map.of()).set(Map.of("howdah.http.prot", "1")))
                .isInstanceOf(SettingException.class)
                .hasMessage("howdah.http.prot in --set is not a setting; the nearest is howdah.http.port");
    }

    @ParameterizedTest
    @CsvSource({
        "HOWDAH_HTTP_PROT,HOWDAH_HTTP_PORT",
        "HOWDAH_HTPP_PORT,HOWDAH_HTTP_PORT",
        "HOWDAH_HTTP_PORT_OF_GRAPHQL,HOWDAH_HTTP_GRAPHIQL",
        "HOWDAH_ENVIROMENT,HOWDAH_ENVIRONMENT",
        "HOWDAH_KAFKA_PASWORD_FILE,HOWDAH_KAFKA_PASSWORD_FILE",
        "HOWDAH_TOKN_FILE,HOWDAH_TOKEN_FILE",
    })
    void misspeltVariableIsRefused(String wrong, String nearest) {
        assertThatThrownBy(() -> profile("", Map.of(wrong, "1")))
                .isInstanceOf(SettingException.class)
                .hasMessage(wrong + " is not the variable of a setting; the nearest is " + nearest
                        + "; correct the name, or unset it");
    }

    @ParameterizedTest
    @CsvSource({
        "HOWDAH_VERSION,1.0",
        "HOWDAH_HOME,/opt/howdah",
        "HOWDAH_IMAGE,howdah",
        "HOWDAH_CHART,oci://a/b",
        "HOWDAH_LOG_LEVEL,debug",
        "HOWDAH_ADMIN_URL,http://127.0.0.1:9876",
        "HTTP_PROT,1",
        // Variables of Kubernetes for Services called howdah, howdah-kafka and howdah-management.
        "HOWDAH_SERVICE_HOST,10.0.0.1",
        "HOWDAH_SERVICE_PORT_HTTP,8080",
        "HOWDAH_KAFKA_SERVICE_HOST,10.0.0.1",
        "HOWDAH_KAFKA_PORT,tcp://10.0.0.1:9092",
        "HOWDAH_KAFKA_PORT_9092_TCP,tcp://10.0.0.1:9092",
        "HOWDAH_KAFKA_PORT_9092_TCP_ADDR,10.0.0.1",
        "HOWDAH_MANAGEMENT_PORT,tcp://10.0.0.1:9876",
    })
    void variableOfAnotherProgramIsIgnored(String name, String value) {
        assertThat(profile("", Map.of(name, value)).asMap())
                .isEqualTo(profile("", Map.of()).asMap());
    }

    @Test
    void valueThatNamesAServiceIsAValue() {
        assertThat(profile("", Map.of("HOWDAH_KAFKA_PASSWORD", "A_SERVICE_HOST=a"))
                        .asMap())
                .containsEntry("howdah.kafka.password", "A_SERVICE_HOST=a");
    }

    @Test
    void numberOutsideItsRangeIsRefused() {
        assertThat(of("7").integer(KEY, 7, 9)).isEqualTo(7);
        assertThat(of(" 9 ").integer(KEY, 7, 9)).isEqualTo(9);
        assertThatThrownBy(() -> of("6").integer(KEY, 7, 9)).hasMessage(KEY + "=6 must be from 7 to 9");
        assertThatThrownBy(() -> of("10").integer(KEY, 7, 9)).hasMessage(KEY + "=10 must be from 7 to 9");
        assertThatThrownBy(() -> of("seven").integer(KEY, 7, 9))
                .hasMessage(KEY + "=seven must be a whole number from 7 to 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void emptyValueIsRefused(String text) {
        assertThatThrownBy(() -> of(text).text(KEY))
                .hasMessage(KEY + "= must be set; its default is in application.properties");
    }

    @Test
    void brokenFileIsNamed() throws IOException {
        Path file = folder.resolve("application.properties");
        Files.writeString(file, "key=\\u12");

        assertThatThrownBy(() -> SettingValues.load(List.of(), List.of(folder), Map.of()))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(file + " cannot be read (");
    }

    private static String value(List<String> profiles, List<Path> folders, Map<String, String> environment) {
        return SettingValues.load(profiles, folders, environment).text(KEY);
    }

    private SettingValues profile(String name, Map<String, String> environment) {
        return SettingValues.load(List.of(), List.of(folder), name, environment);
    }

    private void writeEnvironment(String name, String text) throws IOException {
        Path file = folder.resolve("environments/" + name + ".properties");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static SettingValues of(String text) {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
        values.override(KEY, text, "test");
        return values;
    }
}
