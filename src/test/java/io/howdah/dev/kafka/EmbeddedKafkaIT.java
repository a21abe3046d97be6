package io.howdah.dev.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaIT {

    private static final String HOST = "127.0.0.1";

    @Test
    void topicsHaveFourPartitionsAndCreatingThemAgainIsFine() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(HOST, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()))) {
            // When
            TopicAdmin.create(kafka.brokers(), List.of("rides.events"));
            TopicAdmin.create(kafka.brokers(), List.of("rides.events", "deliveries.events"));

            // Then
            // A broker knows a new topic shortly after its creation.
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(admin.describeTopics(List.of("rides.events", "deliveries.events"))
                                    .allTopicNames()
                                    .get(20, TimeUnit.SECONDS)
                                    .values())
                            .hasSize(2)
                            .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(4)));
        }
    }

    @Test
    void recordsAndCommittedOffsetsSurviveASuspension() throws Exception {
        // Given
        try (EmbeddedKafka kafka = EmbeddedKafka.start(HOST, 0)) {
            String brokers = kafka.brokers();
            TopicAdmin.create(brokers, List.of("things"));
            send(brokers, new byte[] {1});
            assertThat(readAndCommit(brokers, 1)).containsExactly(1);
            send(brokers, new byte[8 * 1024 * 1024]);

            // When
            kafka.suspend();
            kafka.resume();

            // Then
            assertThat(kafka.brokers()).isEqualTo(brokers);
            assertThat(readAndCommit(brokers, 1)).containsExactly(8 * 1024 * 1024);
        }
    }

    @Test
    void portInUseIsReportedBeforeAnythingStarts() throws IOException {
        // Given
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            Set<Thread> before = kafkaThreads();

            // When, Then
            assertThatThrownBy(() -> EmbeddedKafka.start(HOST, other.getLocalPort()))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(HOST + ":" + other.getLocalPort());
            assertThat(kafkaThreads()).isSubsetOf(before);
        }
    }

    @Test
    void closingLeavesNoFilesAndNoNonDaemonThreads() throws IOException {
        // Given
        Set<Thread> threads = userThreads();
        EmbeddedKafka kafka = EmbeddedKafka.start(HOST, 0);
        assertThat(kafka.dataFolder()).isDirectory();

        // When
        kafka.close();

        // Then
        assertThat(kafka.dataFolder()).doesNotExist();
        Awaitility.await()
                .pollInSameThread()
                .untilAsserted(() -> assertThat(userThreads()).isSubsetOf(threads));
    }

    private static void send(String brokers, byte[] value) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "max.request.size", 16 * 1024 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("things", value)).get();
        }
    }

    /** Returns the sizes of the next records that the group has not committed. */
    private static List<Integer> readAndCommit(String brokers, int count) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                brokers,
                "group.id",
                "readers",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("things"));
            List<Integer> sizes = new ArrayList<>();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofMillis(200))) {
                    sizes.add(read.value().length);
                }
                return sizes.size() >= count;
            });
            consumer.commitSync();
            return sizes;
        }
    }

    private static Set<Thread> kafkaThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("kafka")
                        || thread.getName().contains("raft")
                        || thread.getName().contains("controller"))
                .collect(Collectors.toSet());
    }

    private static Set<Thread> userThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .collect(Collectors.toSet());
    }
}
