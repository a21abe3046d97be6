package io.howdah.dev.services;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.dev.kafka.EmbeddedKafka;
import io.howdah.dev.kafka.TopicAdmin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DomainServicesIT {

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void startBroker() throws Exception {
        kafka = EmbeddedKafka.start("127.0.0.1", 0);
        TopicAdmin.create(kafka.brokers(), EventTopics.DEMO.all());
        TopicAdmin.create(kafka.brokers(), List.of(EventTopics.DEMO.prescriptionCommands()));
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @Test
    @SuppressWarnings("try")
    void waitsForTheBrokerAndLosesNothingInAnOutage() throws Exception {
        // Given
        kafka.suspend();
        try (DomainServices services = DomainServices.start(kafka.brokers(), EventTopics.DEMO, 200, 42);
                KafkaConsumer<String, String> consumer = consumer()) {
            List<ConsumerRecord<String, String>> events = new ArrayList<>();

            // When
            kafka.resume();
            awaitEvents(consumer, events, 200);
            kafka.suspend();
            kafka.resume();
            awaitEvents(consumer, events, events.size() + 1_000);

            // Then
            assertThat(events.stream().map(ConsumerRecord::topic).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrderElementsOf(EventTopics.DEMO.all());
            Map<String, Integer> sequences = new HashMap<>();
            for (ConsumerRecord<String, String> event : events) {
                if (event.key().startsWith("ride-")) {
                    int sequence = new ObjectMapper()
                            .readTree(event.value())
                            .get("seq")
                            .asInt();
                    assertThat(sequence).as(event.key()).isEqualTo(sequences.merge(event.key(), 1, Integer::sum));
                }
            }
        }
    }

    @Test
    void noEventsMeansNoThread() {
        // When
        try (DomainServices services = DomainServices.start(kafka.brokers(), EventTopics.DEMO, 0, 42)) {

            // Then
            assertThat(services).isNotNull();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().contains("domain-services"));
        }
    }

    private static void awaitEvents(
            KafkaConsumer<String, String> consumer, List<ConsumerRecord<String, String>> events, int total) {
        Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(90)).until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(events::add);
            return events.size() >= total;
        });
    }

    private static KafkaConsumer<String, String> consumer() {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.brokers(), "group.id", "test", "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.copyOf(EventTopics.DEMO.all()));
        return consumer;
    }
}
