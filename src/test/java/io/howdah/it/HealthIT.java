package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.dev.kafka.EmbeddedKafka;
import io.howdah.dev.kafka.TopicAdmin;
import io.howdah.runtime.Application;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.Things;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the probes of a running application answer; OutageIT has MongoDB, SecureKafkaIT a Kafka that refuses. */
class HealthIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOPIC = "things.topic";
    private static final String UPGRADE = """
            GET /notifications/things HTTP/1.1
            Host: 127.0.0.1
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

            """.replace("\n", "\r\n");
    private static final String LIVE = "/observe/health/live";
    private static final String READY = "/observe/health/ready";

    @TempDir
    private Path root;

    private RunningApplication howdah;

    @BeforeEach
    void write() throws Exception {
        ApplicationFolder.in(root)
                .set(TOPIC, "none")
                .write(ApplicationFolder.SCHEMA_FILE, ApplicationFolder.SCHEMA)
                .write(ApplicationFolder.ROUTES_FILE, Things.routes("{id: .id, sequence: .sequence}"));
    }

    @AfterEach
    void stop() {
        howdah.close();
    }

    @Test
    void isNotReadyBeforeKafkaHasAssignedPartitions() throws Exception {
        howdah = RunningApplication.folder(root, Map.of(), List.of(TOPIC));

        try (Application away = howdah.another(root, Map.of("howdah.kafka.brokers", "127.0.0.1:1"))) {
            HttpResponse<String> answer = howdah.get(away.managementPort(), READY);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body())
                    .contains("The process has been starting since", "no Kafka consumer has been assigned partitions");
            assertThat(status(away, LIVE)).isEqualTo(200);
            assertThat(howdah.get(away.port(), "/api/things").statusCode()).isEqualTo(200);
        }
        await().atMost(PATIENCE)
                .until(() -> howdah.get(howdah.managementPort(), READY).statusCode() == 200);
    }

    @Test
    void kafkaThatGoesAwayIsToldAndWhatIsStoredIsServed() throws Exception {
        howdah = RunningApplication.folder(root, Map.of(), List.of(TOPIC));
        try (EmbeddedKafka kafka = EmbeddedKafka.start("127.0.0.1", 0)) {
            TopicAdmin.create(kafka.brokers(), List.of(howdah.topic(TOPIC), howdah.topic(TOPIC) + ".dlq"));
            try (Application other = howdah.another(root, Map.of("howdah.kafka.brokers", kafka.brokers()))) {
                await().atMost(PATIENCE).until(() -> status(other, READY) == 200);

                // When
                kafka.suspend();

                // Then
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(howdah.get(other.managementPort(), "/observe/health")
                                        .body())
                                .contains("has not reached Kafka since 2"));
                assertThat(status(other, READY)).isEqualTo(200);
                assertThat(status(other, LIVE)).isEqualTo(200);

                // When
                kafka.resume();

                // Then
                await().atMost(PATIENCE).until(() -> status(other, "/observe/health") == 200);
            }
        }
    }

    @Test
    void domainThatWaitsIsToldAndLeavesTheOthersInService() throws Exception {
        howdah = RunningApplication.folder(root, Map.of(), List.of(TOPIC));
        await().atMost(PATIENCE)
                .until(() -> howdah.get(howdah.managementPort(), READY).statusCode() == 200);

        // When a person is needed
        howdah.systemCollection("models")
                .insertOne(new Document("_id", "Thing")
                        .append("paused", new Document("at", new Date()).append("reason", "by hand")));
        howdah.send(TOPIC, "a", "{\"id\":\"a\",\"sequence\":1}");

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> all = howdah.get(howdah.managementPort(), "/observe/health");
            assertThat(all.statusCode()).isEqualTo(503);
            assertThat(all.body()).contains("things-ingest waits since 2").contains(": by hand");
        });
        assertThat(howdah.get(howdah.managementPort(), READY).statusCode()).isEqualTo(200);
        assertThat(howdah.get(howdah.managementPort(), LIVE).statusCode()).isEqualTo(200);

        // When a route has stopped
        howdah.camelContext().getRouteController().stopRoute("things-notify");

        assertThat(howdah.get(howdah.managementPort(), "/observe/health").body())
                .contains("things-notify since 2")
                .contains(": the route is stopped");
        assertThat(howdah.get(howdah.managementPort(), READY).statusCode()).isEqualTo(200);
    }

    @Test
    void isAliveAndNotReadyWhileItEnds() throws Exception {
        howdah = RunningApplication.folder(root, Map.of("howdah.shutdown.grace", "3s"), List.of(TOPIC));
        int port = howdah.managementPort();
        await().atMost(PATIENCE).until(() -> howdah.get(port, READY).statusCode() == 200);

        // Given a subscriber that does not go
        try (Socket subscriber = new Socket("127.0.0.1", howdah.port())) {
            subscriber.getOutputStream().write(UPGRADE.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(subscriber.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 101");

            // When
            CompletableFuture<Void> end = CompletableFuture.runAsync(howdah::stop);

            // Then
            await().atMost(Duration.ofSeconds(3)).untilAsserted(() -> {
                HttpResponse<String> answer = howdah.get(port, READY);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("The process has been stopping since");
            });
            assertThat(howdah.get(port, LIVE).statusCode()).isEqualTo(200);
            end.get();
        }
    }

    @Test
    void servesOnUntilThoseWhoSendClientsHaveNoticed() throws Exception {
        howdah = RunningApplication.folder(root, Map.of("howdah.shutdown.delay", "3s"), List.of(TOPIC));
        await().atMost(PATIENCE)
                .until(() -> howdah.get(howdah.managementPort(), READY).statusCode() == 200);
        assertThat(howdah.get(howdah.port(), "/api/things").headers().firstValue("Connection"))
                .isEmpty();

        // When
        CompletableFuture<Void> end = CompletableFuture.runAsync(howdah::stop);
        await().atMost(Duration.ofSeconds(2))
                .until(() -> howdah.get(howdah.managementPort(), READY).statusCode() == 503);

        // Then
        HttpResponse<String> answer = howdah.get(howdah.port(), "/api/things");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Connection")).hasValue("close");
        end.get();
    }

    private int status(Application application, String path) throws Exception {
        return howdah.get(application.managementPort(), path).statusCode();
    }
}
