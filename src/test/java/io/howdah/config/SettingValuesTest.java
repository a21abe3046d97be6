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
        // The default, then what the dev profile says
        assertThat(value(List.of(), List.of(), Map.of())).isEqualTo("false");
        assertThat(value(List.of("dev"), List.of(), Map.of())).isEqualTo("true");

        // The folder, then its profile
        Files.writeString(folder.resolve("application.properties"), KEY + "=folder");
        assertThat(value(List.of("dev"), List.of(folder), Map.of())).isEqualTo("folder");
        Files.writeString(folder.resolve("application-dev.properties"), KEY + "=folder-dev");
        assertThat(value(List.of(), List.of(folder), Map.of())).isEqualTo("folder");
        assertThat(value(List.of("dev"), List.of(folder), Map.of())).isEqualTo("folder-dev");

        // The environment, then an override
        SettingValues values = SettingValues.load(List.of("dev"), List.of(folder), Map.of(VARIABLE, "environment"));
        assertThat(values.text(KEY)).isEqualTo("environment");
        values.override(KEY, "override", "test");
        assertThat(values.text(KEY)).isEqualTo("override");
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
    void defaultIsNotAskedFor() throws IOException {
        Files.writeString(folder.resolve("application.properties"), "howdah.http.port=1");

        SettingValues values = SettingValues.load(List.of(), List.of(folder), Map.of("HOWDAH_MANAGEMENT_PORT", "9876"));

        assertThat(values.isAskedFor("howdah.dev.kafka-port")).isFalse();
        assertThat(values.isAskedFor("howdah.http.port")).isTrue();
        assertThat(values.isAskedFor("howdah.management.port")).isTrue();
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
    void durationOfAnotherFormIsRefused(String text) {
        assertThatThrownBy(() -> of(text).duration(KEY))
                .isInstanceOf(SettingException.class)
                .hasMessage(KEY + "=" + text + " must be a whole number over 0 with a unit: ms, s, m, h or d");
    }

    @Test
    void durationBeyondTenYearsIsRefused() {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
        values.override("howdah.ingest.tombstone-ttl", "999999999d", "test");

        assertThatThrownBy(() -> Settings.of(values))
                .hasMessage("howdah.ingest.tombstone-ttl=999999999d must be at most 3650d");
    }

    @Test
    void misspeltKeyOfOurOwnIsRefused(@TempDir Path misspelt) throws IOException {
        Files.writeString(misspelt.resolve("application.properties"), "howdah.http.prot=1");

        assertThatThrownBy(() -> SettingValues.load(List.of(), List.of(misspelt), Map.of()))
                .hasMessageContaining("howdah.http.prot is no setting")
                .hasMessageEndingWith("the nearest is howdah.http.port");
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

    private static SettingValues of(String text) {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
        values.override(KEY, text, "test");
        return values;
    }
}
