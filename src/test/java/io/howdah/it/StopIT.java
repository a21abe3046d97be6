package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.config.SettingValues;
import io.howdah.dev.kafka.EmbeddedKafka;
import io.howdah.runtime.Application;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.RunningApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.spi.InflightRepository;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process stops soon on request, also while a dead letter waits for a Kafka broker that does not accept it. */
class StopIT {

    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration A_FEW_SECONDS = Duration.ofSeconds(12);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path root;

    /** The broker must be gone when the transform ends. */
    private static final String SLOW = """
            - route:
                id: slow
                errorHandler:
                  noErrorHandler: {}
                from:
                  uri: direct:slow
                  steps:
                    - delay: {expression: {constant: {expression: "5000"}}}
            """;

    @ParameterizedTest(name = "dead-letter topic has been written before: {0}")
    @ValueSource(booleans = {false, true})
    void deadLetterThatWaitsHoldsNoStopBack(boolean known) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start("127.0.0.1", 0)) {
            // Given a dead letter, after Kafka has gone away
            createTopics(kafka);
            ApplicationFolder.in(root)
                    .write(ApplicationFolder.ROUTES_FILE, ApplicationFolder.ROUTES + """
                                  - name: transform
                                    value: direct:slow
                            """ + SLOW)
                    .set("howdah.kafka.brokers", kafka.brokers())
                    .set("howdah.mongo.connect-timeout", "10s")
                    .set("camel.main.shutdown-timeout", SHUTDOWN_TIMEOUT.toSeconds());
            SettingValues values = SettingValues.load(List.of(), List.of(root), Map.of());
            Application howdah =
                    Application.start(values, new ApplicationSources(List.of(root)), RunningApplication::tokens);
            InflightRepository inflight = howdah.camelContext().getInflightRepository();
            if (known) {
                sendBadRecord(kafka);
                awaitTransform(inflight);
                await().atMost(PATIENCE).until(() -> inflight.size("things-ingest") == 0);
            }
            sendBadRecord(kafka);
            awaitTransform(inflight);
            kafka.suspend();
            await().atMost(PATIENCE)
                    .during(Duration.ofSeconds(1))
                    .until(() -> inflight.size("slow") == 0 && inflight.size("things-ingest") > 0);

            // When
            long begin = System.nanoTime();
            howdah.close();
            Duration stop = Duration.ofNanos(System.nanoTime() - begin);

            // Then
            assertThat(stop)
                    .isGreaterThan(SHUTDOWN_TIMEOUT.dividedBy(2))
                    .isLessThan(SHUTDOWN_TIMEOUT.plus(A_FEW_SECONDS));
        }
    }

    private static void awaitTransform(InflightRepository inflight) {
        await().atMost(PATIENCE).until(() -> inflight.size("slow") > 0);
    }

    private static void createTopics(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()))) {
            admin.createTopics(List.of(
                            new NewTopic("things.events", 1, (short) 1),
                            new NewTopic("things.events.dlq", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void sendBadRecord(EmbeddedKafka kafka) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.brokers()), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("things.events", "key", "not json"))
                    .get();
        }
    }
}
