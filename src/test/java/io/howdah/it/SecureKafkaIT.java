package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.dev.kafka.SecureKafka;
import io.howdah.runtime.Application;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CapturedLog;
import io.howdah.testing.Http;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestCertificate;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTokens;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a broker with TLS, passwords and access rights; the rights are those that docs/connect.md asks for, and no more. */
class SecureKafkaIT {

    private static final String TOPIC = "things.events";
    private static final String DEAD_LETTERS = TOPIC + ".dlq";
    private static final String USER = "howdah-app";
    private static final String PASSWORD = "pa\"ss\\wo;rd = 'ö'";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestCertificate certificate;
    private static SecureKafka kafka;

    @TempDir
    private static Path shared;

    @TempDir
    private Path root;

    private final CapturedLog said = new CapturedLog();
    private ApplicationFolder folder;
    private MongoClient mongo;
    private String database;

    @BeforeAll
    static void startBroker() throws Exception {
        certificate = TestCertificate.in(shared.resolve("certificate"));
        Path data = Files.createDirectories(shared.resolve("kafka"));
        kafka = SecureKafka.start(data, certificate, Map.of("plain", "plain-secret"));
        kafka.createTopics(List.of(TOPIC, DEAD_LETTERS), Map.of());
        kafka.setPassword(USER, PASSWORD);
        for (String user : List.of(USER, "plain")) {
            kafka.allow(user, AclOperation.READ, ResourceType.TOPIC, TOPIC);
            kafka.allow(user, AclOperation.WRITE, ResourceType.TOPIC, DEAD_LETTERS);
            kafka.allowPrefix(user, AclOperation.READ, ResourceType.GROUP, "mine.");
        }
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @BeforeEach
    void prepare() throws Exception {
        database = TestServices.uniqueName("howdah");
        mongo = MongoClients.create(TestServices.mongoUri());
        folder = ApplicationFolder.in(root)
                .set("howdah.mongo.database", database)
                .set("howdah.mongo.connect-timeout", "10s")
                .set("howdah.kafka.brokers", kafka.secureBrokers())
                .set("howdah.kafka.security-protocol", "SASL_SSL")
                .set("howdah.kafka.sasl-mechanism", "SCRAM-SHA-512")
                .set("howdah.kafka.user", USER)
                .set("howdah.kafka.group", "mine")
                .set("howdah.kafka.truststore", certificate.pem());
        said.attach();
    }

    @AfterEach
    void cleanUp() {
        said.detach();
        mongo.getDatabase(database).drop();
        mongo.close();
    }

    @Test
    void scramOverTlsWithTheLeastRightsIngestsAndPutsBadRecordsAside() throws Exception {
        try (Application howdah = start(PASSWORD)) {
            // When
            String id = send("{\"id\":\"%s\",\"sequence\":1}");
            String bad = send("not json of %s");

            // Then
            awaitStored(id);
            await().atMost(PATIENCE).until(() -> deadLetters().anyMatch(letter -> bad.equals(letter.key())));
            assertThat(get(howdah, "/observe/health/ready").statusCode()).isEqualTo(200);
            assertThat(said.lines()).noneMatch(line -> line.contains(PASSWORD));
            for (String path : List.of(
                    "/observe/health",
                    "/observe/health/live",
                    "/observe/health/ready",
                    "/observe/metrics",
                    "/observe/info",
                    "/admin/models",
                    "/admin/none")) {
                // However it is written in JSON.
                assertThat(get(howdah, path).body()).as(path).isNotEmpty().doesNotContain("pa\"ss", "wo;rd");
            }
        }
    }

    @Test
    void plainOverTlsWithAStoreIngests() throws Exception {
        folder.set("howdah.kafka.sasl-mechanism", "PLAIN")
                .set("howdah.kafka.user", "plain")
                .set("howdah.kafka.truststore", certificate.store())
                .set("howdah.kafka.truststore-password", TestCertificate.PASSWORD);
        try (Application howdah = start("plain-secret")) {
            awaitStored(send("{\"id\":\"%s\",\"sequence\":1}"));
        }
    }

    @Test
    void wrongPasswordIsSaidNowAndThenAndMendedWithoutARestart() throws Exception {
        String later = "the-right-one-" + System.nanoTime();
        folder.set("howdah.kafka.user", "late");
        kafka.allow("late", AclOperation.READ, ResourceType.TOPIC, TOPIC);
        kafka.allowPrefix("late", AclOperation.READ, ResourceType.GROUP, "mine.");
        String id = send("{\"id\":\"%s\",\"sequence\":1}");

        try (Application howdah = start(later)) {
            // When the consumer has been refused several times
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(get(howdah, "/observe/health").body())
                                    .contains("A Kafka consumer cannot poll: SaslAuthenticationException"));
            assertThat(get(howdah, "/observe/health/ready").body())
                    .contains("no Kafka consumer has been assigned partitions: SaslAuthenticationException");
            assertThat(get(howdah, "/observe/health/ready").statusCode()).isEqualTo(503);
            assertThat(get(howdah, "/observe/health/live").statusCode()).isEqualTo(200);
            await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(7)).until(() -> true);

            // Then it is said in few lines, without the password and without stack traces
            assertThat(said.lines())
                    .filteredOn(line -> line.contains("Consumer cannot poll"))
                    .hasSize(1);
            assertThat(said.lines()).hasSizeLessThan(15).noneMatch(line -> line.contains(later));
            assertThat(get(howdah, "/observe/health/ready").body()).doesNotContain(later);

            // When the user gets that password
            kafka.setPassword("late", later);

            // Then ingest goes on by itself
            awaitStored(id);
            await().atMost(PATIENCE)
                    .until(() -> get(howdah, "/observe/health/ready").statusCode() == 200);
        }
    }

    @Test
    void rightThatIsMissingIsNamedAndGrantedWithoutARestart() throws Exception {
        folder.set("howdah.kafka.user", "guest");
        kafka.setPassword("guest", "guest-secret");
        kafka.allowPrefix("guest", AclOperation.READ, ResourceType.GROUP, "mine.");
        String id = send("{\"id\":\"%s\",\"sequence\":1}");

        try (Application howdah = start("guest-secret")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    get(howdah, "/observe/health/ready").body())
                            .contains("TopicAuthorizationException: Not authorized to access topics: [" + TOPIC + "]"));
            assertThat(get(howdah, "/observe/health/ready").statusCode()).isEqualTo(503);

            kafka.allow("guest", AclOperation.READ, ResourceType.TOPIC, TOPIC);

            awaitStored(id);
        }
    }

    @Test
    void certificateThatNobodyTrustsIsSaidAndHealthIsDown() throws Exception {
        TestCertificate other = TestCertificate.in(root.resolve("other"));
        folder.set("howdah.kafka.truststore", other.pem());
        try (Application howdah = start(PASSWORD)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    get(howdah, "/observe/health/ready").body())
                            .contains("SslAuthenticationException"));
            assertThat(get(howdah, "/observe/health/ready").statusCode()).isEqualTo(503);
        }
    }

    private Application start(String password) {
        SettingValues values = SettingValues.load(List.of(), List.of(root), Map.of("HOWDAH_KAFKA_PASSWORD", password));
        assertThat(Settings.of(values).toString()).doesNotContain(password);
        return Application.start(values, new ApplicationSources(List.of(root)), RunningApplication::tokens);
    }

    private void awaitStored(String id) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(mongo.getDatabase(database)
                                .getCollection("things")
                                .find(new Document("_id", id))
                                .first())
                        .isNotNull());
    }

    private static String send(String value) throws Exception {
        String id = TestServices.uniqueName("thing");
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.plainBrokers()), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, id, value.formatted(id))).get();
        }
        return id;
    }

    private static Stream<ConsumerRecord<String, String>> deadLetters() {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.plainBrokers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(DEAD_LETTERS, 0)));
            consumer.poll(Duration.ofSeconds(2)).forEach(records::add);
        }
        return records.stream();
    }

    private static HttpResponse<String> get(Application howdah, String path) throws Exception {
        return Http.client()
                .send(
                        TestTokens.request("http://127.0.0.1:" + howdah.managementPort() + path)
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}
