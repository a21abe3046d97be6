package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(howdah\\.[a-zA-Z0-9.-]+)}}");

    @Test
    void defaultsAreValid() {
        Settings settings = Settings.of(defaults());

        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
        assertThat(settings.mongo().database()).isEqualTo("howdah");
    }

    @Test
    void everyDefaultHasACommentAboveIt() throws Exception {
        List<String> bare = new ArrayList<>();
        boolean commented = false;
        for (String line : Files.readAllLines(resource("application.properties"))) {
            // One comment may stand above several keys; a blank line ends what it is about.
            if (line.startsWith("#")) {
                commented = !line.startsWith("# ---");
            } else if (line.isBlank()) {
                commented = false;
            } else if (!commented) {
                bare.add(line);
            }
        }

        assertThat(bare).isEmpty();
    }

    @Test
    void everySettingThatARouteReadsHasADefault() throws Exception {
        Set<String> read = new TreeSet<>();
        try (Stream<Path> files = Files.walk(resource("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher matcher = PLACEHOLDER.matcher(Files.readString(file));
                while (matcher.find()) {
                    read.add(matcher.group(1));
                }
            }
        }

        assertThat(read).isNotEmpty();
        assertThat(defaults().asMap().keySet()).containsAll(read);
    }

    @Test
    void everyKeyOfAProfileThatIsOursHasADefault() throws Exception {
        Set<String> keys = SettingValues.load(List.of("demo", "dev"), List.of(), Map.of())
                .asMap()
                .keySet();

        assertThat(keys.stream().filter(key -> key.startsWith("howdah.")))
                .allSatisfy(key -> assertThat(defaults().asMap()).containsKey(key));
    }

    @Test
    void everyNumberAndDurationIsValidated() {
        List<String> keys = defaults().asMap().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("howdah."))
                .filter(entry -> entry.getValue().matches("[0-9]+(ms|s|m|h|d)?|true|false"))
                .map(Map.Entry::getKey)
                .toList();

        assertThat(keys)
                .isNotEmpty()
                .allSatisfy(key -> assertThatThrownBy(() -> Settings.of(with(key, "nonsense")))
                        .isInstanceOf(SettingException.class)
                        .hasMessageStartingWith(key + "=nonsense must be "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {Settings.HTTP_PORT, Settings.MANAGEMENT_PORT, Settings.DEV_KAFKA_PORT, Settings.DEV_MONGO_PORT})
    void portIsFromZeroTo65535(String key) {
        assertThatCode(() -> Settings.of(with(key, "0"))).doesNotThrowAnyException();
        assertThatCode(() -> Settings.of(with(key, "65535"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Settings.of(with(key, "-1"))).hasMessage(key + "=-1 must be from 0 to 65535");
        assertThatThrownBy(() -> Settings.of(with(key, "65536"))).hasMessage(key + "=65536 must be from 0 to 65535");
    }

    @Test
    void bothPortsMayNotBeTheSame() {
        assertThatThrownBy(() -> Settings.of(with(Settings.MANAGEMENT_PORT, "8080")))
                .hasMessage("howdah.management.port=8080 must differ from howdah.http.port");
        SettingValues free = with(Settings.MANAGEMENT_PORT, "0");
        free.override(Settings.HTTP_PORT, "0", "test");
        assertThatCode(() -> Settings.of(free)).doesNotThrowAnyException();
    }

    @Test
    void connectionStringIsShownOnlyWithoutAUser() {
        assertThatThrownBy(() -> Settings.of(with(Settings.MONGO_URI, "localhost:27017")))
                .hasMessageStartingWith("howdah.mongo.uri=localhost:27017 must be a MongoDB connection string")
                .hasMessageEndingWith(")");
        assertThatThrownBy(() -> Settings.of(with(Settings.MONGO_URI, "mongodb://me:p:a/ss@localhost")))
                .hasMessageStartingWith("howdah.mongo.uri=(hidden) must be a MongoDB connection string")
                .hasMessageNotContainingAny("p:a", "a/ss", "me:");
    }

    @Test
    void credentialsOfTheRegistryAreNeverShown() {
        SettingValues inUrl = with("howdah.schema-registry.url", "https://me:secret@registry");
        assertThatThrownBy(() -> Settings.of(inUrl))
                .hasMessage("howdah.schema-registry.url=(hidden) must be an address such as https://registry:8081,"
                        + " without user, password or query");
        SettingValues alone = with("howdah.schema-registry.password", "secret");
        assertThatThrownBy(() -> Settings.of(alone))
                .hasMessage("howdah.schema-registry.password=(hidden) must be set together with"
                        + " howdah.schema-registry.user");
        alone.override("howdah.schema-registry.user", "me", "test");
        assertThat(Settings.of(alone).schemaRegistry().authorization()).contains("Basic bWU6c2VjcmV0");
        assertThat(Settings.of(alone).toString()).doesNotContain("bWU6c2VjcmV0", "secret");
        alone.override("howdah.schema-registry.token", "secret", "test");
        assertThatThrownBy(() -> Settings.of(alone))
                .hasMessage("howdah.schema-registry.token=(hidden) must not be set beside howdah.schema-registry.user");
        assertThatThrownBy(() -> Settings.of(with("howdah.schema-registry.token", "two words")))
                .hasMessage("howdah.schema-registry.token=(hidden) must be one word of ASCII characters");
        assertThat(Settings.of(with("howdah.schema-registry.token", "abc"))
                        .schemaRegistry()
                        .authorization())
                .contains("Bearer abc");
    }

    @Test
    void slashAtTheEndOfTheRegistrysAddressIsOfNoConcern() {
        assertThat(Settings.of(with("howdah.schema-registry.url", "https://registry/apis/ccompat/v7/"))
                        .schemaRegistry()
                        .url())
                .hasToString("Optional[https://registry/apis/ccompat/v7]");
    }

    private static SettingValues defaults() {
        return SettingValues.load(List.of(), List.of(), Map.of());
    }

    @Test
    void whatSubscribersMayCostIsChecked() {
        assertThatThrownBy(() -> Settings.of(with("howdah.push.queue-bytes", "-1")))
                .hasMessage("howdah.push.queue-bytes=-1 must be from 65536 to 1073741824");
        assertThatThrownBy(() -> Settings.of(with("howdah.push.max-connections", "many")))
                .hasMessage("howdah.push.max-connections=many must be a whole number from 1 to 1000000");
        assertThatThrownBy(() -> Settings.of(with("howdah.push.max-connections-per-subject", "0")))
                .hasMessage("howdah.push.max-connections-per-subject=0 must be from 1 to 1000000");
        assertThatThrownBy(() -> Settings.of(with("howdah.push.ring-bytes", "1")))
                .hasMessage("howdah.push.ring-bytes=1 must be from 65536 to 2147483647");
        assertThatThrownBy(() -> Settings.of(with("howdah.push.max-frame-bytes", "64")))
                .hasMessage("howdah.push.max-frame-bytes=64 must be from 1024 to 16777216");
        assertThatThrownBy(() -> Settings.of(with("howdah.push.max-lag", "0s")))
                .hasMessage("howdah.push.max-lag=0s must be a whole number over 0 with a unit: ms, s, m, h or d");
        assertThatThrownBy(() -> Settings.of(with("howdah.shutdown.grace", "5")))
                .hasMessage("howdah.shutdown.grace=5 must be a whole number over 0 with a unit: ms, s, m, h or d");
    }

    @Test
    void whatAnOperationMayCostIsChecked() {
        assertThat(Settings.of(defaults()).graphql())
                .isEqualTo(new GraphQlSettings(15, 10_000, 30, 20, 50, 5_000, true));
        assertThatThrownBy(() -> Settings.of(with("howdah.graphql.max-depth", "0")))
                .hasMessage("howdah.graphql.max-depth=0 must be from 1 to 100");
        assertThatThrownBy(() -> Settings.of(with("howdah.graphql.max-complexity", "many")))
                .hasMessage("howdah.graphql.max-complexity=many must be a whole number from 1 to 1000000");
        assertThatThrownBy(() -> Settings.of(with("howdah.graphql.max-aliases", "-1")))
                .hasMessage("howdah.graphql.max-aliases=-1 must be from 0 to 10000");
        assertThatThrownBy(() -> Settings.of(with("howdah.graphql.max-root-fields", "0")))
                .hasMessage("howdah.graphql.max-root-fields=0 must be from 1 to 10000");
        assertThatThrownBy(() -> Settings.of(with("howdah.graphql.max-directives", "10001")))
                .hasMessage("howdah.graphql.max-directives=10001 must be from 0 to 10000");
        assertThatThrownBy(() -> Settings.of(with("howdah.graphql.max-tokens", "99")))
                .hasMessage("howdah.graphql.max-tokens=99 must be from 100 to 50000");
        assertThatThrownBy(() -> Settings.of(with("howdah.graphql.introspection", "off")))
                .hasMessage("howdah.graphql.introspection=off must be true or false");
    }

    private static SettingValues with(String key, String value) {
        SettingValues values = defaults();
        values.override(key, value, "test");
        return values;
    }

    private static Path resource(String name) throws URISyntaxException, IOException {
        URL url = Objects.requireNonNull(SettingsTest.class.getClassLoader().getResource(name), name);
        return Path.of(url.toURI());
    }
}
