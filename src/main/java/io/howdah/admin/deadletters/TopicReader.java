package io.howdah.admin.deadletters;

import io.howdah.ingest.SourceRecord.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads existing records of topics without a consumer group: whole topics, or records at given positions. Not thread-safe.
 */
final class TopicReader implements AutoCloseable {

    private static final int TIMEOUT_MS = 10_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);
    private static final int FETCH_BYTES = 4 * 1024 * 1024;

    /** Minimum distance to the next position, in records, for a seek; the reader polls through a smaller gap. */
    private static final int MIN_SEEK_DISTANCE = 2_000;

    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Creates a reader that is not connected yet.
     *
     * @param connection the properties of a Kafka client
     */
    TopicReader(Map<String, Object> connection) {
        Map<String, Object> properties = new HashMap<>(connection);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Skips records that retention removes meanwhile.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString());
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Returns the end offset of each partition, or no entries if the topic does not exist. */
    Map<TopicPartition, Long> ends(String topic) {
        return consumer.endOffsets(partitions(topic));
    }

    /** Reads a topic from its beginning to its current end. A topic that does not exist has no records. */
    void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        read(consumer.beginningOffsets(partitions(topic)), each);
    }

    /** Reads partitions from these offsets to their current ends. */
    void read(Map<TopicPartition, Long> from, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
        consumer.assign(from.keySet());
        from.forEach(consumer::seek);
        Stall stall = new Stall();
        while (true) {
            List<TopicPartition> open = from.keySet().stream()
                    .filter(partition -> consumer.position(partition) < end(ends, partition))
                    .toList();
            if (open.isEmpty()) {
                return;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end(ends, new TopicPartition(record.topic(), record.partition()))) {
                    each.accept(record);
                }
            }
            stall.check(open.stream().mapToLong(consumer::position).sum() + open.size());
        }
    }

    /** Returns the records at these positions; records that no longer exist are missing. */
    Map<Position, ConsumerRecord<byte[], byte[]>> read(Collection<Position> positions) {
        Map<TopicPartition, NavigableSet<Long>> offsets = new HashMap<>();
        for (Position position : positions) {
            offsets.computeIfAbsent(new TopicPartition(position.topic(), position.partition()), key -> new TreeSet<>())
                    .add(position.offset());
        }
        Map<Position, ConsumerRecord<byte[], byte[]>> found = new HashMap<>();
        offsets.forEach((partition, wanted) -> read(partition, wanted, found));
        return found;
    }

    @Override
    public void close() {
        consumer.close(Duration.ZERO);
    }

    private void read(
            TopicPartition partition, NavigableSet<Long> wanted, Map<Position, ConsumerRecord<byte[], byte[]>> found) {
        long end = end(consumer.endOffsets(List.of(partition)), partition);
        consumer.assign(List.of(partition));
        consumer.seek(partition, wanted.first());
        Stall stall = new Stall();
        while (!wanted.isEmpty() && wanted.first() < end) {
            long position = consumer.position(partition);
            if (wanted.first() > position + MIN_SEEK_DISTANCE) {
                consumer.seek(partition, wanted.first());
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (wanted.contains(record.offset())) {
                    found.put(new Position(record.topic(), record.partition(), record.offset()), record);
                }
            }
            position = consumer.position(partition);
            wanted.headSet(position).clear();
            stall.check(position);
        }
    }

    private List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return Objects.requireNonNullElse(ends.get(partition), 0L);
    }

    /** Detects that the brokers send no more records, which a poll does not report. */
    private static final class Stall {

        private long position = -1;
        private long since = System.nanoTime();

        void check(long now) {
            if (now != position) {
                position = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > STALL_TIMEOUT.toNanos()) {
                throw new TimeoutException("no records arrived within " + STALL_TIMEOUT.toSeconds() + " s");
            }
        }
    }
}
