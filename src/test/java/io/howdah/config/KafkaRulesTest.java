package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaRulesTest {

    private static final String SECRET = "s3cret-never-shown";

    @TempDir
    private Path folder;

    @Test
    void defaultIsPlaintext() {
        assertThat(check(Map.of()).client()).containsOnly(Map.entry("security.protocol", "PLAINTEXT"));
    }

    @Test
    void userAndPasswordBecomeAHiddenLoginLine() {
        KafkaSettings settings = check(login("SASL_SSL", "SCRAM-SHA-512", "me", SECRET));

        assertThat(settings.client())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
        assertThat(((Password) settings.client().get("sasl.jaas.config")).value())
                .contains(SECRET);
        assertThat(settings.toString()).doesNotContain(SECRET).contains("[hidden]");
    }

    @Test
    void anyPasswordReachesKafkaAsItIs() {
        long seed = new Random().nextLong();
        System.out.println("KafkaRulesTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String user = text(random);
            String password = text(random);

            Object line = check(login("SASL_SSL", "PLAIN", "u" + user + "u", password))
                    .client()
                    .get("sasl.jaas.config");

            Map<String, ?> options = JaasContext.loadClientContext(Map.of("sasl.jaas.config", line))
                    .configurationEntries()
                    .get(0)
                    .getOptions();
            assertThat(options.get("username")).isEqualTo("u" + user + "u");
            assertThat(options.get("password")).isEqualTo(password);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "TLS       | -     | -  | -   | howdah.kafka.security-protocol=TLS must be one of PLAINTEXT, SSL,",
                "SASL_SSL  | -     | -  | -   | howdah.kafka.sasl-mechanism= must be set with howdah.kafka.security-protocol=SASL_SSL",
                "SASL_SSL  | scram | -  | -   | howdah.kafka.sasl-mechanism=scram must be one of PLAIN, SCRAM-SHA-256,",
                "SASL_SSL  | PLAIN | -  | -   | howdah.kafka.sasl-mechanism=PLAIN needs howdah.kafka.user and howdah.kafka.password",
                "SASL_SSL  | PLAIN | me | -   | howdah.kafka.user is set, but howdah.kafka.password is not; set both",
                "SASL_SSL  | PLAIN | -  | pw  | howdah.kafka.password is set, but howdah.kafka.user is not; set both",
                "SASL_SSL  | OAUTHBEARER | me | pw | howdah.kafka.user and howdah.kafka.password are for PLAIN, SCRAM-SHA-256",
                "SASL_SSL  | GSSAPI | - | -   | howdah.kafka.sasl-mechanism=GSSAPI needs howdah.kafka.client.sasl.jaas.config",
                "SASL_SSL  | AWS_MSK_IAM | - | - | howdah.kafka.sasl-mechanism=AWS_MSK_IAM needs Amazon's library",
                "SSL       | PLAIN | -  | -   | howdah.kafka.sasl-mechanism is set, but howdah.kafka.security-protocol is SSL",
                "PLAINTEXT | -     | me | -   | howdah.kafka.user is set, but howdah.kafka.security-protocol is PLAINTEXT; set",
                "-         | -     | -  | pw  | howdah.kafka.password is set, but howdah.kafka.security-protocol is PLAINTEXT",
            })
    void inconsistentSettingsAreRefused(
            String protocol, String mechanism, String user, String password, String message) {
        SettingValues values = defaults();
        set(values, "howdah.kafka.security-protocol", protocol);
        set(values, "howdah.kafka.sasl-mechanism", mechanism);
        set(values, "howdah.kafka.user", user);
        set(values, "howdah.kafka.password", password == null ? null : SECRET);

        assertThatThrownBy(() -> Settings.of(values))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sasl.jaas.confg      | x   | is not a property of a Kafka client; the nearest is howdah.kafka.client.sasl.jaas.config",
                "bootstrap.servers    | a:1 | has its own setting; set howdah.kafka.brokers",
                "group.id             | g   | has its own setting; set howdah.kafka.group",
                "enable.auto.commit   | true | must not be set, because Howdah's guarantees depend on it; delete the key",
                "acks                 | 1   | must not be set, because Howdah's guarantees depend on it; delete the key",
                "request.timeout.ms   | abc | =abc is refused by Kafka (Invalid value abc for configuration request.timeout.ms",
                "request.timeout.ms   | -1  | =-1 is refused by Kafka (Invalid value -1 for configuration request.timeout.ms",
                "sasl.login.class     | a.B | =a.B is refused by Kafka (Invalid value a.B for configuration sasl.login.class",
            })
    void invalidClientPropertyIsRefused(String name, String value, String message) {
        String separator = message.startsWith("=") ? "" : " ";
        assertThatThrownBy(() -> check(Map.of("howdah.kafka.client." + name, value)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("howdah.kafka.client." + name + separator + message);
    }

    @Test
    void clientPropertyIsPassedOnInKafkasType() {
        assertThat(check(Map.of(
                                "howdah.kafka.client.fetch.max.bytes", "1000",
                                "howdah.kafka.client.ssl.endpoint.identification.algorithm", ""))
                        .client())
                .containsEntry("fetch.max.bytes", 1000)
                .containsEntry("ssl.endpoint.identification.algorithm", "");
    }

    @Test
    void environmentVariableSetsAClientProperty() {
        SettingValues values = SettingValues.load(
                List.of(),
                List.of(),
                Map.of("HOWDAH_KAFKA_CLIENT_FETCH_MAX_BYTES", "7", "HOWDAH_KAFKA_CLIENT_CLIENT_RACK", "a"));

        assertThat(Settings.of(values).kafka().client())
                .containsEntry("fetch.max.bytes", 7)
                .containsEntry("client.rack", "a");
        SettingValues unknown = SettingValues.load(List.of(), List.of(), Map.of("HOWDAH_KAFKA_CLIENT_CLIENT_RAC", "a"));
        assertThatThrownBy(() -> Settings.of(unknown))
                .hasMessage("howdah.kafka.client.client.rac is not a property of a Kafka client;"
                        + " the nearest is howdah.kafka.client.client.rack");
    }

    @Test
    void loginConfiguredTwiceIsRefused() {
        SettingValues values = defaults();
        login("SASL_SSL", "PLAIN", "me", SECRET).forEach((key, value) -> values.override(key, value, "test"));
        values.override("howdah.kafka.client.sasl.jaas.config", SECRET, "test");

        assertThatThrownBy(() -> Settings.of(values))
                .hasMessageContaining(
                        "howdah.kafka.client.sasl.jaas.config and howdah.kafka.user both configure the login")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void unreadableFileIsRefused() throws IOException {
        String missing = folder.resolve("missing.pem").toString();
        String nonsense =
                Files.writeString(folder.resolve("nonsense.p12"), "nonsense").toString();
        String noKey = Files.writeString(folder.resolve("old.pem"), "-----BEGIN RSA PRIVATE KEY-----\n")
                .toString();

        assertThatThrownBy(() -> check(tls("truststore", missing)))
                .hasMessage("howdah.kafka.truststore=" + missing + " must be a file that this process can read");
        assertThatThrownBy(() -> check(tls("truststore", nonsense)))
                .hasMessageStartingWith("howdah.kafka.truststore=" + nonsense + " must be PEM, PKCS12 or JKS, and");
        assertThatThrownBy(() -> check(tls("keystore", noKey)))
                .hasMessageStartingWith(
                        "howdah.kafka.keystore=" + noKey + " must contain a private key in PKCS#8 form");
        assertThatThrownBy(() -> check(Map.of("howdah.kafka.truststore", noKey)))
                .hasMessageStartingWith(
                        "howdah.kafka.truststore is set, but howdah.kafka.security-protocol is PLAINTEXT");
        assertThatThrownBy(() -> check(Map.of("howdah.kafka.keystore-password", SECRET)))
                .hasMessage("howdah.kafka.keystore-password is set, but howdah.kafka.keystore is not;"
                        + " set both or none");
    }

    @Test
    void passwordWithALineBreakIsRefusedAndHidden() {
        assertThatThrownBy(() -> check(login("SASL_SSL", "PLAIN", "me", SECRET + "\n")))
                .hasMessageStartingWith("howdah.kafka.password=(hidden) must not contain a line break")
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:", ":9092", "a:1,,b:2", "a:1, b:2", "http://a:1", "a:123456"})
    void brokersAreHostsWithPorts(String brokers) {
        assertThatThrownBy(() -> check(Map.of(Settings.KAFKA_BROKERS, brokers)))
                .hasMessage("howdah.kafka.brokers=" + brokers + " must be host:port,host:port without spaces");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:0", "a:9092,b:65536"})
    void brokerPortsAreInRange(String brokers) {
        assertThatThrownBy(() -> check(Map.of(Settings.KAFKA_BROKERS, brokers)))
                .hasMessage("howdah.kafka.brokers=" + brokers + " must have ports from 1 to 65535");
    }

    @Test
    void brokersMayHaveAddressesOfAnyKind() {
        assertThatCode(() -> check(Map.of(Settings.KAFKA_BROKERS, "a-b.c:9092,[::1]:9092,10.0.0.1:1")))
                .doesNotThrowAnyException();
    }

    @Test
    void groupHasALengthAndNoSpaces() {
        assertThat(check(Map.of(Settings.KAFKA_GROUP, " mine ")).group()).isEqualTo("mine");
        for (String group : List.of("a b", "g".repeat(201))) {
            assertThatThrownBy(() -> check(Map.of(Settings.KAFKA_GROUP, group)))
                    .hasMessage("howdah.kafka.group=" + group + " must be 1 to 200 characters without spaces");
        }
        assertThatThrownBy(() -> check(Map.of(Settings.KAFKA_GROUP, " "))).hasMessageContaining("must be set");
    }

    @Test
    void routesSeeNoSecret() {
        SettingValues values = defaults();
        values.override("howdah.kafka.password", SECRET, "test");
        values.override("howdah.kafka.client.sasl.jaas.config", SECRET, "test");
        values.override("howdah.kafka.group", " mine ", "test");

        assertThat(values.forRoutes()).doesNotContainValue(SECRET).containsEntry("howdah.kafka.group", "mine");
    }

    @Test
    void resetRemovesTheConnectionOfTheRealBroker() {
        SettingValues values = defaults();
        login("SASL_SSL", "PLAIN", "me", SECRET).forEach((key, value) -> values.override(key, value, "test"));
        values.override("howdah.kafka.client.client.rack", "a", "test");
        values.override("howdah.kafka.truststore", "/not/here", "test");
        values.override("howdah.kafka.group", "mine", "test");

        Settings.resetKafka(values);

        KafkaSettings settings = Settings.of(values).kafka();
        assertThat(settings.client()).containsOnly(Map.entry("security.protocol", "PLAINTEXT"));
        assertThat(settings.group()).isEqualTo("mine");
    }

    private static String text(Random random) {
        String signs = "\"\\'; =\t{}$#%äß€😀abc123-_/+,:";
        int[] points = signs.codePoints().filter(c -> c != '\t').toArray();
        StringBuilder text = new StringBuilder("x");
        random.ints(random.nextInt(20), 0, points.length).forEach(i -> text.appendCodePoint(points[i]));
        return text.toString();
    }

    private static Map<String, String> login(String protocol, String mechanism, String user, String password) {
        return Map.of(
                "howdah.kafka.security-protocol", protocol,
                "howdah.kafka.sasl-mechanism", mechanism,
                "howdah.kafka.user", user,
                "howdah.kafka.password", password);
    }

    private static Map<String, String> tls(String key, String file) {
        return Map.of("howdah.kafka.security-protocol", "SSL", "howdah.kafka." + key, file);
    }

    private static void set(SettingValues values, String key, String value) {
        if (value != null) {
            values.override(key, value, "test");
        }
    }

    private static KafkaSettings check(Map<String, String> settings) {
        SettingValues values = defaults();
        settings.forEach((key, value) -> values.override(key, value, "test"));
        return Settings.of(values).kafka();
    }

    private static SettingValues defaults() {
        return SettingValues.load(List.of(), List.of(), Map.of());
    }
}
