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

/** Looks at a topic from outside of any consumer group: it commits nothing, and takes nothing from anybody. */
public final class TopicTail implements AutoCloseable {

    private static final int TIMEOUT_MS = 10_000;
    private static final Duration POLL = Duration.ofMillis(200);

    private final String topic;
    private final String brokers;
    private final RecordDecoder decoder;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Makes one, which does not connect yet.
     *
     * @param connection the properties of a Kafka client
     * @param topic what is read
     * @param decoder reads its records
     */
    public TopicTail(Map<String, Object> connection, String topic, RecordDecoder decoder) {
        this.topic = topic;
        this.decoder = decoder;
        this.brokers = String.valueOf(connection.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
        Map<String, Object> properties = new HashMap<>(connection);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // What retention takes away meanwhile is passed over.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString());
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Shows records as they come, until enough were shown.
     *
     * @param from the time to begin with, {@link Instant#MIN} for the beginning, or null for the present
     * @throws CommandException if there is no such topic, or Kafka gives no answer or refuses
     */
    public void follow(@Nullable Instant from, TailFilter shown) {
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
            while (!shown.isOver()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    shown.take(decoder.decode(record, Instant.now()));
                }
            }
        } catch (TimeoutException e) {
            throw new CommandException("Kafka at " + brokers + " gives no answer within " + TIMEOUT_MS / 1000
                    + " s; start it, or set HOWDAH_KAFKA_BROKERS to where it is");
        } catch (KafkaException e) {
            throw new CommandException("Kafka at " + brokers + " does not let us read topic " + topic + " ("
                    + e.getClass().getSimpleName()
                    + "); look at the rights and the settings under howdah.kafka.");
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
        // What comes from here on is shown, though the first poll is later.
        partitions.forEach(consumer::position);
    }

    @Override
    public void close() {
        consumer.close(Duration.ZERO);
    }
}
