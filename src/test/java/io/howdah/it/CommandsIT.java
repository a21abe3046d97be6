package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.config.Settings;
import io.howdah.dev.kafka.EmbeddedKafka;
import io.howdah.dev.services.DomainServices;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo's command from the client to the pharmacies, and its effect back to a subscriber. */
class CommandsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningApplication howdah;
    private static DomainServices services;

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demo(Map.of());
        services = DomainServices.start(TestServices.brokers(), howdah.eventTopics(), 20, 42);
    }

    @AfterAll
    static void stop() {
        services.close();
        howdah.close();
    }

    @Test
    void commandIsAcceptedAndItsEffectArrivesAsOneChange() throws Exception {
        try (NotificationClient client = howdah.subscribe("prescriptions")) {
            // When, as a ready prescription may be collected by chance just before the command
            Command command = await().atMost(PATIENCE)
                    .until(() -> new Command(ready("alice"), "alice"), Command::sendTwiceAndSeeAnEffect);

            // Then the subscriber receives the event
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.frames(command.prescription))
                            .anySatisfy(frame -> {
                                assertThat(frame.path("type").asText()).isEqualTo("io.howdah.prescriptions.updated");
                                assertThat(frame.at("/data/status").asText()).isEqualTo("COLLECTED");
                            }));

            // And the command was done once, though both requests handed it over
            assertThat(command.commands()).hasSize(2);
            assertThat(command.effects()).hasSize(1);
        }
    }

    @Test
    void commandForSomebodyElsesPrescriptionHasNoEffect() {
        // When bob's is followed by alice's, on the same partition
        Command alices = await().atMost(PATIENCE)
                .until(
                        () -> {
                            String prescription = ready("alice");
                            Command bobs = new Command(prescription, "bob");
                            assertThat(bobs.send()
                                            .at("/data/collectPrescription/accepted")
                                            .asBoolean())
                                    .isTrue();
                            assertThat(bobs.effects()).isEmpty();
                            return new Command(prescription, "alice", bobs);
                        },
                        Command::sendTwiceAndSeeAnEffect);

        // Then
        assertThat(alices.before.commands()).hasSize(1);
        assertThat(alices.before.effects()).isEmpty();
    }

    @Test
    void nobodyIsRefusedWithAPath() throws Exception {
        // When
        JsonNode answer = JSON.readTree(howdah.post("mutation { mine: collectPrescription(id: \"rx-1\") { accepted } }")
                .body());

        // Then
        assertThat(answer.path("data").isNull()).isTrue();
        assertThat(answer.at("/errors/0/extensions/code").asText()).isEqualTo("FORBIDDEN");
        assertThat(answer.at("/errors/0/path/0").asText()).isEqualTo("mine");
        assertThat(answer.at("/errors/0/message").asText()).isEqualTo("Sign in to collect a prescription.");
    }

    @Test
    void commandIsNotAcceptedWhileKafkaIsAwayAndIsAfterwards() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start("127.0.0.1", 0);
                RunningApplication alone = RunningApplication.demo(Map.of(Settings.KAFKA_BROKERS, kafka.brokers()));
                TestTopics topics = new TestTopics(kafka.brokers())) {
            // Given a producer that has sent already
            topics.create(List.of(alone.topic("prescriptions.commands-topic")));
            assertThat(collect(alone).at("/data/collectPrescription/accepted").asBoolean())
                    .isTrue();

            // When
            kafka.suspend();
            JsonNode away = collect(alone);

            // Then
            assertThat(away.path("data").isNull()).isTrue();
            assertThat(away.at("/errors/0/path/0").asText()).isEqualTo("collectPrescription");
            assertThat(away.at("/errors/0/extensions/code").asText()).isEqualTo("INTERNAL_SERVER_ERROR");
            assertThat(away.at("/errors/0/message").asText())
                    .isEqualTo("The command failed. It may or may not have taken effect.");

            // And
            kafka.resume();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(collect(alone)
                                    .at("/data/collectPrescription/accepted")
                                    .asBoolean())
                            .isTrue());
        }
    }

    private static JsonNode collect(RunningApplication application) throws Exception {
        return JSON.readTree(application
                .post("mutation { collectPrescription(id: \"rx-1\") { accepted } }", "alice", "k")
                .body());
    }

    /** The id of a prescription of theirs that is ready to collect, as soon as there is one. */
    private static String ready(String patient) {
        return await().atMost(PATIENCE)
                .until(
                        () -> howdah.collection("prescriptions")
                                .find(new Document("patientId", patient).append("status", "READY"))
                                .sort(new Document("updatedAt", -1))
                                .first(),
                        found -> found != null)
                .getString("_id");
    }

    private static final class Command {

        private final String key = UUID.randomUUID().toString();
        private final String prescription;
        private final String patient;
        private final Command before;

        Command(String prescription, String patient) {
            this(prescription, patient, null);
        }

        Command(String prescription, String patient, Command before) {
            this.prescription = prescription;
            this.patient = patient;
            this.before = before;
        }

        JsonNode send() {
            String mutation = "mutation { collectPrescription(id: \"" + prescription + "\") { accepted commandId } }";
            try {
                return JSON.readTree(howdah.post(mutation, patient, key).body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Whether it had an effect within a few seconds; it has none when the prescription was collected by chance just before. */
        boolean sendTwiceAndSeeAnEffect() {
            for (int i = 0; i < 2; i++) {
                assertThat(send().at("/data/collectPrescription").toString())
                        .isEqualTo("{\"accepted\":true,\"commandId\":\"" + patient + "/" + key
                                + "/collectPrescription\"}");
            }
            // It has the last word: what is asked later in the same partition is done after it.
            Document last = await().atMost(PATIENCE)
                    .until(
                            () -> howdah.collection("prescriptions")
                                    .find(new Document("_id", prescription))
                                    .first(),
                            found -> found == null || !"READY".equals(found.getString("status")));
            return last != null && !effects().isEmpty();
        }

        /** The records of the commands' topic with this command. */
        List<String> commands() {
            return records("prescriptions.commands-topic", "\"id\":\"" + patient + "/" + key + "/");
        }

        /** The pharmacies' events that it caused. */
        List<String> effects() {
            return records("prescriptions.topic", "\"commandid\":\"" + patient + "/" + key + "/");
        }

        private static List<String> records(String topicKey, String text) {
            return TestTopics.readAll(howdah.topic(topicKey)).stream()
                    .filter(record -> record.value() != null)
                    .map(record -> new String(record.value()))
                    .filter(value -> value.contains(text))
                    .toList();
        }
    }
}
