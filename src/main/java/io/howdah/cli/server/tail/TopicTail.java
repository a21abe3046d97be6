package io.howdah.cli.server.tail;

import io.howdah.cli.CommandException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads new records of a topic without a consumer group: it commits no offsets and does not affect other consumers. */
public final class TopicTail implements AutoCloseable {

    private static final int TIMEOUT_MS = 10_000;
    private static final Duration POLL = Duration.ofMillis(200);

    private final String topic;
    private final String brokers;
    private final RecordDecoder decoder;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Creates a reader that is not connected yet.
     *
     * @param connection the properties of a Kafka client
     * @param topic the topic
     * @param decoder decodes its records
     */
    public TopicTail(Map<String, Object> connection, String topic, RecordDecoder decoder) {
        this.topic = topic;
        this.decoder = decoder;
        this.brokers = String.valueOf(connection.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
        Map<String, Object> properties = new HashMap<>(connection);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Skips records that retention removes meanwhile.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString());
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Passes on records until the filter has reached its limit.
     *
     * @param from the time to start at, {@link Instant#MIN} for the beginning of the topic, or null for now
     * @throws CommandException if the topic does not exist, or Kafka does not respond or denies access
     */
    public void follow(@Nullable Instant from, TailFilter filter) {
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new CommandException("topic " + topic + " does not exist on " + brokers
                        + "; correct its name, or set HOWDAH_KAFKA_BROKERS to the brokers that have it");
            }
            consumer.assign(partitions);
            seek(partitions, from);
            while (!filter.isDone()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    filter.accept(decoder.decode(record, Instant.now()));
                }
            }
        } catch (TimeoutException e) {
            throw new CommandException("Kafka at " + brokers + " does not respond within " + TIMEOUT_MS / 1000
                    + " s; start it, or set HOWDAH_KAFKA_BROKERS to its address");
        } catch (KafkaException e) {
            throw new CommandException("cannot read topic " + topic + " from Kafka at " + brokers + " ("
                    + e.getClass().getSimpleName()
                    + "); check your permissions and the settings howdah.kafka.*");
        }
    }

    private void seek(List<TopicPartition> partitions, @Nullable Instant from) {
        if (from == null) {
            consumer.seekToEnd(partitions);
        } else if (from.equals(Instant.MIN)) {
            consumer.seekToBeginning(partitions);
        } else {
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
            consumer.seekToEnd(partitions);
            consumer.offsetsForTimes(times).forEach((partition, found) -> {
                if (found != null) {
                    consumer.seek(partition, found.offset());
                }
            });
        }
        // Resolves the offsets now, so that records that arrive before the first poll are shown.
        partitions.forEach(consumer::position);
    }

    @Override
    public void close() {
        consumer.close(Duration.ZERO);
    }
}
