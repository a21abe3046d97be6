package io.howdah.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    /** A default with an obvious rule: a number, a duration or a flag. */
    private static final String SIMPLE = "[0-9]+(ms|s|m|h|d)?|true|false";

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
            // One comment may describe several keys; a blank line ends it.
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
                .filter(entry -> entry.getValue().matches(SIMPLE))
                .map(Map.Entry::getKey)
                .toList();

        assertThat(keys)
                .isNotEmpty()
                .allSatisfy(key -> assertThatThrownBy(() -> Settings.of(with(key, "nonsense")))
                        .isInstanceOf(SettingException.class)
                        .hasMessageStartingWith(key + "=nonsense must be "));
    }

    /** An invalid value of each setting that is not a number, duration or flag. */
    private static final Map<String, String> INVALID = Map.ofEntries(
            entry("howdah.http.host", ""),
            entry("howdah.http.allowed-origins", "*"),
            entry("howdah.http.trusted-proxies", "proxy"),
            entry("howdah.http.tls-certificate", "/no/such/file"),
            entry("howdah.http.tls-key", "/no/such/file"),
            entry("howdah.shutdown.delay", "0s"),
            entry("howdah.auth.mode", "password"),
            entry("howdah.auth.issuer", "http://id.example.com"),
            entry("howdah.auth.audience-claim", ""),
            entry("howdah.auth.subject-claim", ","),
            entry("howdah.auth.algorithms", "HS256"),
            entry("howdah.auth.key-file", "/no/such/file"),
            entry("howdah.auth.ca-file", "/no/such/file"),
            entry("howdah.auth.introspection-url", "https://id.example.com/introspect"),
            entry("howdah.auth.client-id", "howdah"),
            entry("howdah.auth.client-secret", "s3cret"),
            entry("howdah.auth.admin-role", ""),
            entry("howdah.cursor.secret", "s3cret"),
            entry("howdah.kafka.brokers", "localhost"),
            entry("howdah.kafka.group", "two words"),
            entry("howdah.kafka.security-protocol", "TLS"),
            entry("howdah.kafka.sasl-mechanism", "NTLM"),
            entry("howdah.kafka.user", "me"),
            entry("howdah.kafka.password", "s3cret"),
            entry("howdah.kafka.truststore", "/no/such/file"),
            entry("howdah.kafka.truststore-password", "s3cret"),
            entry("howdah.kafka.keystore", "/no/such/file"),
            entry("howdah.kafka.keystore-password", "s3cret"),
            entry("howdah.auth.bound-tokens", "yes"),
            entry("howdah.log.format", "xml"),
            entry("howdah.mongo.uri", "localhost"),
            entry("howdah.mongo.database", "a/b"),
            entry("howdah.mongo.system-database", "admin"),
            entry("howdah.mongo.tls-ca-file", "/no/such/file"),
            entry("howdah.mongo.tls-ca-file-password", "s3cret"),
            entry("howdah.mongo.tls-certificate-file", "/no/such/file"),
            entry("howdah.mongo.tls-certificate-file-password", "s3cret"),
            entry("howdah.ingest.dlq-max-ratio", "2"),
            entry("howdah.schema-registry.url", "registry"),
            entry("howdah.schema-registry.user", "me"),
            entry("howdah.schema-registry.password", "s3cret"),
            entry("howdah.schema-registry.token", "two words"),
            entry("howdah.trace.endpoint", "collector:4318"),
            entry("howdah.trace.sample-ratio", "1.5"),
            entry("howdah.trace.service-name", ""));

    /** Settings that accept any text: lists of names, and models and a file that are checked against the application folder. */
    private static final Set<String> ANY_TEXT = Set.of(
            "howdah.auth.audience",
            "howdah.auth.logout-audience",
            "howdah.auth.roles-claim",
            "howdah.rebuild.accept",
            "howdah.graphql.manifest");

    @Test
    void everyOtherSettingIsValidatedInOneLine() {
        Set<String> others = new TreeSet<>(defaults().asMap().keySet());
        others.removeIf(
                key -> !key.startsWith("howdah.") || defaults().asMap().get(key).matches(SIMPLE));
        others.removeAll(ANY_TEXT);

        assertThat(INVALID.keySet()).containsExactlyInAnyOrderElementsOf(others);
        assertThat(INVALID)
                .allSatisfy((key, value) -> assertThatThrownBy(() -> Settings.of(with(key, value)))
                        .isInstanceOf(SettingException.class)
                        .hasMessageContaining(key)
                        .hasMessageNotContaining("s3cret")
                        .message()
                        .hasLineCount(1));
    }

    @Test
    void maxBackoffIsAtMostHalfThePollInterval() {
        assertThatCode(() -> Settings.of(with("howdah.ingest.max-backoff", "150s")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Settings.of(with("howdah.ingest.max-backoff", "151s")))
                .hasMessage("howdah.ingest.max-backoff=151s must be at most 150000ms, half of Kafka's"
                        + " max.poll.interval.ms; lower it, or raise howdah.kafka.client.max.poll.interval.ms");
        SettingValues longInterval = with("howdah.ingest.max-backoff", "151s");
        longInterval.override("howdah.kafka.client.max.poll.interval.ms", "302000", "test");
        assertThatCode(() -> Settings.of(longInterval)).doesNotThrowAnyException();
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
    void portsMustDiffer() {
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
        SettingValues alone = with("howdah.schema-registry.url", "https://registry");
        alone.override("howdah.schema-registry.password", "secret", "test");
        assertThatThrownBy(() -> Settings.of(alone))
                .hasMessage("howdah.schema-registry.password=(hidden) must be set together with"
                        + " howdah.schema-registry.user");
        alone.override("howdah.schema-registry.user", "me", "test");
        assertThat(Settings.of(alone).schemaRegistry().authorization()).contains("Basic bWU6c2VjcmV0");
        assertThat(Settings.of(alone).toString()).doesNotContain("bWU6c2VjcmV0", "secret");
        alone.override("howdah.schema-registry.token", "secret", "test");
        assertThatThrownBy(() -> Settings.of(alone))
                .hasMessage(
                        "howdah.schema-registry.token=(hidden) must not be set together with howdah.schema-registry.user");
        assertThatThrownBy(() -> Settings.of(with("howdah.schema-registry.token", "two words")))
                .hasMessage("howdah.schema-registry.token=(hidden) must be one word of ASCII characters");
        SettingValues token = with("howdah.schema-registry.token", "abc");
        assertThatThrownBy(() -> Settings.of(token))
                .hasMessage("howdah.schema-registry.url= must be set, because its password or token is; set it,"
                        + " or delete those");
        token.override("howdah.schema-registry.url", "https://registry", "test");
        assertThat(Settings.of(token).schemaRegistry().authorization()).contains("Bearer abc");
    }

    @Test
    void userOfTheRegistryHasNoColon() {
        SettingValues values = with("howdah.schema-registry.url", "https://registry");
        values.override("howdah.schema-registry.user", "me:too", "test");
        values.override("howdah.schema-registry.password", "secret", "test");

        assertThatThrownBy(() -> Settings.of(values))
                .hasMessage("howdah.schema-registry.user=me:too must not contain a colon, which separates user and"
                        + " password");
    }

    @Test
    void slashAtTheEndOfTheRegistrysAddressIsRemoved() {
        assertThat(Settings.of(with("howdah.schema-registry.url", "https://registry/apis/ccompat/v7/"))
                        .schemaRegistry()
                        .url())
                .hasToString("Optional[https://registry/apis/ccompat/v7]");
    }

    private static SettingValues defaults() {
        return SettingValues.load(List.of(), List.of(), Map.of());
    }

    @Test
    void limitsOfNotificationsAreValidated() {
        assertThatThrownBy(() -> Settings.of(with("howdah.push.queue-bytes", "-1")))
                .hasMessage("howdah.push.queue-bytes=-1 must be from 65536 to 1073741824");
        assertThatThrownBy(() -> Settings.of(with("howdah.push.max-connections", "many")))
                .hasMessage("howdah.push.max-connections=many must be a whole number from 1 to 1000000");
        assertThatThrownBy(() -> Settings.of(with("howdah.push.max-connections-per-subject", "0")))
                .hasMessage("howdah.push.max-connections-per-subject=0 must be from 1 to 1000000");
        assertThatThrownBy(() -> Settings.of(with("howdah.push.max-snapshots", "0")))
                .hasMessage("howdah.push.max-snapshots=0 must be from 1 to 10000");
        assertThatThrownBy(() -> Settings.of(with("howdah.push.max-snapshots-per-subject", "-1")))
                .hasMessage("howdah.push.max-snapshots-per-subject=-1 must be from 1 to 10000");
        assertThatThrownBy(() -> Settings.of(with("howdah.push.ring-bytes", "1")))
                .hasMessage("howdah.push.ring-bytes=1 must be from 65536 to 2147483647");
        assertThatThrownBy(() -> Settings.of(with("howdah.push.max-frame-bytes", "64")))
                .hasMessage("howdah.push.max-frame-bytes=64 must be from 1024 to 16777216");
        assertThatThrownBy(() -> Settings.of(with("howdah.push.max-lag", "0s")))
                .hasMessage(
                        "howdah.push.max-lag=0s must be a whole number greater than 0 with a unit: ms, s, m, h or d");
        assertThatThrownBy(() -> Settings.of(with("howdah.shutdown.grace", "5")))
                .hasMessage(
                        "howdah.shutdown.grace=5 must be a whole number greater than 0 with a unit: ms, s, m, h or d");
    }

    @Test
    void limitsOfSubjectsAreValidated() {
        assertThat(Settings.of(defaults()).operations())
                .isEqualTo(new OperationSettings(
                        32, 1000, 4, 200, 25, Duration.ofSeconds(5), Duration.ofSeconds(10), Optional.empty(), false));
        assertThatThrownBy(() -> Settings.of(with("howdah.graphql.max-running-per-subject", "0")))
                .hasMessage("howdah.graphql.max-running-per-subject=0 must be from 1 to 1000");
        assertThatThrownBy(() -> Settings.of(with("howdah.graphql.max-waiting-per-subject", "none")))
                .hasMessage("howdah.graphql.max-waiting-per-subject=none must be a whole number from 1 to 1000000");
        assertThatThrownBy(() -> Settings.of(with("howdah.graphql.max-processor-percent", "0")))
                .hasMessage("howdah.graphql.max-processor-percent=0 must be from 1 to 100");
        assertThatThrownBy(() -> Settings.of(with("howdah.graphql.max-wait", "0s")))
                .hasMessage(
                        "howdah.graphql.max-wait=0s must be a whole number greater than 0 with a unit: ms, s, m, h or d");
    }

    @Test
    void limitsOfOperationsAreValidated() {
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
