package io.howdah.ingest.rebuild;

import io.howdah.ingest.SourceRecord;
import io.howdah.ingest.kafka.Topic;
import io.howdah.ingest.rebuild.Rebuild.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reader of a model's topics, without a consumer group. Failures are {@link KafkaException}s. */
final class TopicHistory implements AutoCloseable {

    private static final int TIMEOUT_MS = 10_000;
    private static final Duration POLL = Duration.ofMillis(200);

    private final Function<String, Topic> describe;
    private final Set<String> topics;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Creates a reader. It does not connect yet.
     *
     * @param connection the client properties
     * @param describe returns a topic's current metadata; a consumer's own metadata may be minutes old
     * @param topics the topics to read
     * @param batch the maximum number of records per poll
     */
    TopicHistory(Map<String, Object> connection, Function<String, Topic> describe, Set<String> topics, int batch) {
        this.describe = describe;
        this.topics = topics;
        Map<String, Object> properties = new HashMap<>(connection);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Records that retention removes before they are read must not be skipped silently.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString());
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batch);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Returns the first offset and the end of every current partition. */
    List<Position> whole() {
        Map<TopicPartition, String> partitions = partitions();
        return positions(
                partitions, consumer.beginningOffsets(partitions.keySet()), consumer.endOffsets(partitions.keySet()));
    }

    /** Returns the offset of the first record from a time on, in every current partition. */
    List<Position> since(Instant time) {
        Map<TopicPartition, String> partitions = partitions();
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.keySet().forEach(partition -> times.put(partition, time.toEpochMilli()));
        Map<TopicPartition, Long> ends = consumer.endOffsets(times.keySet());
        Map<TopicPartition, Long> begins = new HashMap<>();
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        ends.forEach((partition, end) -> {
            OffsetAndTimestamp first = found.get(partition);
            begins.put(partition, first == null ? end : first.offset());
        });
        return positions(partitions, begins, ends);
    }

    /** Seeks to these positions. */
    void seek(Collection<Position> positions) {
        consumer.assign(positions.stream().map(TopicHistory::partition).toList());
        positions.forEach(position -> consumer.seek(partition(position), position.next()));
    }

    /** Returns the next records by topic, in the order of their partitions' offsets; empty if none arrived. */
    Map<String, List<SourceRecord>> poll() {
        Map<String, List<SourceRecord>> records = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            records.computeIfAbsent(record.topic(), topic -> new ArrayList<>()).add(source(record));
        }
        return records;
    }

    /** Returns the next offset to read. */
    long next(Position position) {
        return consumer.position(partition(position));
    }

    @Override
    public void close() {
        consumer.close(Duration.ZERO);
    }

    private static List<Position> positions(
            Map<TopicPartition, String> ids, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        return begins.entrySet().stream()
                .map(begin -> new Position(
                        begin.getKey().topic(),
                        Objects.requireNonNull(ids.get(begin.getKey())),
                        begin.getKey().partition(),
                        begin.getValue(),
                        begin.getValue(),
                        Objects.requireNonNull(ends.get(begin.getKey()))))
                .sorted(Comparator.comparing(Position::topic).thenComparing(Position::partition))
                .toList();
    }

    /** Returns the current partitions with the ID of their topic. */
    private Map<TopicPartition, String> partitions() {
        Map<TopicPartition, String> partitions = new HashMap<>();
        for (String name : topics) {
            Topic topic = describe(name);
            for (int partition = 0; partition < topic.partitions(); partition++) {
                partitions.put(new TopicPartition(name, partition), topic.id());
            }
        }
        return partitions;
    }

    private Topic describe(String name) {
        try {
            return describe.apply(name);
        } catch (KafkaException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new RebuildRefusedException("topic " + name + " does not exist; create it, or correct the name");
            }
            throw e;
        }
    }

    private static TopicPartition partition(Position position) {
        return new TopicPartition(position.topic(), position.partition());
    }

    private static SourceRecord source(ConsumerRecord<byte[], byte[]> record) {
        return new SourceRecord(
                        new SourceRecord.Position(record.topic(), record.partition(), record.offset()),
                        Instant.ofEpochMilli(record.timestamp()),
                        record.key(),
                        record.value(),
                        record.headers(),
                        null,
                        0)
                .withEpoch(record.leaderEpoch());
    }
}
