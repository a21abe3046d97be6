package io.howdah.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.howdah.config.KafkaSettings;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests where a consumer continues after failed requests, commits and recreated topics. */
class WatchfulConsumerIT {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String topic = TestServices.uniqueName("watched");
    private final Metadata metadata = new Metadata();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PartitionLags lags = new PartitionLags();
    private TestTopics topics;
    private WatchfulConsumer consumer;

    @BeforeEach
    void start() throws Exception {
        topics = new TestTopics();
        topics.create(List.of(topic));
        lags.bindTo(meters);
        consumer = consumer();
    }

    @AfterEach
    void stop() {
        consumer.close(Duration.ZERO);
        topics.close();
        metadata.real.close();
    }

    @Test
    void failedPollReturnsUncommittedRecordsAgain() throws Exception {
        // Given two polled records, and one more in a poll that fails
        topics.send(topic, "a", "1");
        topics.send(topic, "a", "2");
        assertThat(read(2)).containsExactly("1", "2");
        topics.send(topic, "a", "3");
        metadata.failing = true;
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> consumer.poll(POLL)).isInstanceOf(KafkaException.class));

        // When
        metadata.failing = false;

        // Then
        assertThat(read(3)).containsExactly("1", "2", "3");
    }

    @Test
    void heartbeatsOfAMemberAreMeasured() throws Exception {
        assertThat(consumer.secondsSinceHeartbeat()).isNegative();
        topics.send(topic, "a", "1");
        assertThat(read(1)).containsExactly("1");

        await().untilAsserted(() -> {
            consumer.poll(POLL);
            assertThat(consumer.secondsSinceHeartbeat()).isBetween(0.0, 6.0);
        });
    }

    @Test
    void failedPollSeeksToTheLastCommit() throws Exception {
        // Given two polled records, the first of them committed
        topics.send(topic, "a", "1");
        topics.send(topic, "a", "2");
        List<ConsumerRecord<Object, Object>> records = poll(2);
        ConsumerRecord<Object, Object> first = records.get(0);
        consumer.commitSync(
                Map.of(new TopicPartition(topic, first.partition()), new OffsetAndMetadata(first.offset() + 1)));
        topics.send(topic, "a", "3");
        metadata.failing = true;
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> consumer.poll(POLL)).isInstanceOf(KafkaException.class));

        // When
        metadata.failing = false;

        // Then
        assertThat(read(2)).containsExactly("2", "3");
    }

    @Test
    void failedRequestAtTheAssignmentDoesNotRestartTheTopic() throws Exception {
        // Given a committed record, and a consumer whose first metadata requests fail
        topics.send(topic, "a", "1");
        ConsumerRecord<Object, Object> first = poll(1).get(0);
        consumer.commitSync(
                Map.of(new TopicPartition(topic, first.partition()), new OffsetAndMetadata(first.offset() + 1)));
        consumer.close();
        topics.send(topic, "a", "2");
        metadata.failing = true;
        consumer = consumer();
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> consumer.poll(POLL)).isInstanceOf(KafkaException.class));

        // When
        metadata.failing = false;

        // Then
        assertThat(read(1)).containsExactly("2");
    }

    @Test
    void recreatedTopicIsReadFromItsBeginning() throws Exception {
        topics.send(topic, "a", "1");
        topics.send(topic, "a", "2");
        ConsumerRecord<Object, Object> last = poll(2).get(1);
        consumer.commitSync(
                Map.of(new TopicPartition(topic, last.partition()), new OffsetAndMetadata(last.offset() + 1)));
        consumer.close();
        metadata.id = "another";
        consumer = consumer();

        assertThat(read(2)).containsExactly("1", "2");
        // And no offset of the deleted topic remains committed: its leader epoch might be ahead of the new topic's
        OffsetAndMetadata committed = consumer.committed(Set.of(new TopicPartition(topic, last.partition())))
                .get(new TopicPartition(topic, last.partition()));
        assertThat(committed.offset()).isZero();
        assertThat(committed.leaderEpoch()).isEmpty();
        assertThat(committed.metadata()).isEqualTo("another");
    }

    @Test
    void commitDuringARebalanceDoesNotFail() throws Exception {
        // Given a polled record, and a group that waits for a member that does not poll
        topics.send(topic, "a", "1");
        ConsumerRecord<Object, Object> record = poll(1).get(0);
        TopicPartition partition = new TopicPartition(topic, record.partition());
        WatchfulConsumer second = consumer();
        WatchfulConsumer third = consumer();
        try {
            await().atMost(TIMEOUT).until(() -> {
                consumer.poll(POLL);
                second.poll(POLL);
                return !second.assignment().isEmpty();
            });
            await().atMost(TIMEOUT).until(() -> {
                third.poll(POLL);
                consumer.poll(POLL);
                return consumer.assignment().isEmpty();
            });

            // When
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(record.offset() + 1)));

            // Then the commit has no effect and does not fail
            assertThat(second.committed(Set.of(partition)).get(partition)).isNull();
        } finally {
            second.close(Duration.ZERO);
            third.close(Duration.ZERO);
        }
    }

    @Test
    void leaderEpochsAreTrackedAndCommitted() throws Exception {
        topics.send(topic, "a", "1");
        topics.send(topic, "a", "2");
        List<ConsumerRecord<Object, Object>> records = poll(2);
        TopicPartition partition = new TopicPartition(topic, records.get(0).partition());

        assertThat(records).allSatisfy(record -> {
            assertThat(record.leaderEpoch()).isPresent();
            assertThat(LeaderEpochs.of(consumer, partition, record.offset())).isEqualTo(record.leaderEpoch());
        });

        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(2)), TIMEOUT);
        assertThat(consumer.committed(Set.of(partition)).get(partition).leaderEpoch())
                .isEqualTo(records.get(1).leaderEpoch());
    }

    @Test
    void leaderEpochsFollowTheRecordsUntilTheCommit() {
        LeaderEpochs epochs = new LeaderEpochs();
        TopicPartition partition = new TopicPartition(topic, 0);
        epochs.add(partition, List.of(record(5, 1), record(6, 1), record(9, 3)));
        epochs.add(partition, List.of(record(10, 3), record(11, null)));

        assertThat(IntStream.range(4, 13)
                        .mapToObj(offset -> epochs.of(partition, offset).orElse(null)))
                .containsExactly(null, 1, 1, 1, 1, 3, 3, null, null);

        // When the records are read again after a truncation
        epochs.add(partition, List.of(record(8, 4), record(9, 4)));
        assertThat(epochs.of(partition, 6)).contains(1);
        assertThat(epochs.of(partition, 11)).contains(4);

        // When
        epochs.forgetBefore(partition, 9);
        assertThat(epochs.of(partition, 6)).isEmpty();
        assertThat(epochs.of(partition, 8)).contains(4);
        epochs.forget(partition);
        assertThat(epochs.of(partition, 9)).isEmpty();
    }

    private ConsumerRecord<Object, Object> record(long offset, Integer epoch) {
        return new ConsumerRecord<>(
                topic,
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                null,
                new RecordHeaders(),
                Optional.ofNullable(epoch));
    }

    @Test
    void lagCountsUncommittedRecords() throws Exception {
        topics.send(topic, "a", "1");
        topics.send(topic, "a", "2");
        ConsumerRecord<Object, Object> last = poll(2).get(1);

        assertThat(lag(last.partition())).isEqualTo(2);

        consumer.commitSync(
                Map.of(new TopicPartition(topic, last.partition()), new OffsetAndMetadata(last.offset() + 1)));

        assertThat(lag(last.partition())).isZero();
    }

    @Test
    void openTransactionHoldsBackTheLagAgainstTheHighWatermarkOnly() throws Exception {
        // Given a polled and committed record
        topics.send(topic, "a", "1");
        ConsumerRecord<Object, Object> first = poll(1).get(0);
        int partition = first.partition();
        consumer.commitSync(Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(first.offset() + 1)));
        try (KafkaProducer<byte[], byte[]> producer = transactional()) {
            // When a transaction stays open
            producer.beginTransaction();
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>(topic, partition, null, "2".getBytes(StandardCharsets.UTF_8)))
                        .get();
            }

            // Then
            await().atMost(TIMEOUT).untilAsserted(() -> {
                assertThat(consumer.poll(POLL)).isEmpty();
                assertThat(lagToHighWatermark(partition)).isEqualTo(3);
            });
            assertThat(lag(partition)).isZero();

            // When
            producer.commitTransaction();

            // Then the transaction's marker counts as well
            ConsumerRecord<Object, Object> last = poll(3).get(2);
            consumer.commitSync(Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(last.offset() + 1)));
            await().atMost(TIMEOUT).untilAsserted(() -> {
                consumer.poll(POLL);
                assertThat(lagToHighWatermark(partition)).isZero();
            });
        }
    }

    private static KafkaProducer<byte[], byte[]> transactional() {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        TestServices.brokers(),
                        "transactional.id",
                        TestServices.uniqueName("transaction")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private double lag(int partition) {
        return gauge("howdah.ingest.lag", partition);
    }

    private double lagToHighWatermark(int partition) {
        return gauge("howdah.ingest.lag.high.watermark", partition);
    }

    private double gauge(String name, int partition) {
        return meters.get(name)
                .tag("partition", Integer.toString(partition))
                .gauge()
                .value();
    }

    private List<String> read(int count) {
        return poll(count).stream()
                .map(record -> new String((byte[]) record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private List<ConsumerRecord<Object, Object>> poll(int count) {
        List<ConsumerRecord<Object, Object>> records = new ArrayList<>();
        await().until(() -> {
            consumer.poll(POLL).forEach(records::add);
            return records.size() >= count;
        });
        return records;
    }

    private WatchfulConsumer consumer() {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers",
                TestServices.brokers(),
                "group.id",
                topic,
                "enable.auto.commit",
                false,
                "isolation.level",
                "read_committed",
                // How soon a member notices a rebalance
                "heartbeat.interval.ms",
                200,
                "auto.offset.reset",
                "earliest",
                "key.deserializer",
                ByteArrayDeserializer.class.getName(),
                "value.deserializer",
                ByteArrayDeserializer.class.getName()));
        Properties properties = new Properties();
        properties.putAll(settings);
        WatchfulConsumer created = new WatchfulConsumer(
                properties, metadata, lags, new GroupMemberships(new PollFailures()), new Polls(TIMEOUT));
        created.subscribe(List.of(topic), new NoListener());
        return created;
    }

    /** Topic metadata that can fail, or change its ID. */
    private static final class Metadata implements TopicIds {
        private final Topics real =
                new Topics(new KafkaClients(new KafkaSettings(TestServices.brokers(), "watched", Map.of())));
        private volatile boolean failing;
        private volatile String id = "first";

        @Override
        public String currentId(String name) {
            return cachedId(name);
        }

        @Override
        public String cachedId(String name) {
            if (failing) {
                throw new KafkaException("no response");
            }
            return id;
        }

        @Override
        public void highWatermarks(Set<TopicPartition> partitions, ObjLongConsumer<TopicPartition> results) {
            real.highWatermarks(partitions, results);
        }
    }

    private static final class NoListener implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(java.util.Collection<TopicPartition> partitions) {}

        @Override
        public void onPartitionsAssigned(java.util.Collection<TopicPartition> partitions) {}
    }
}
