package io.howdah.chaos;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The arena's topic, its dead letters and its consumer group, seen from outside and not through the proxies. */
final class Log implements AutoCloseable {

    static final int PARTITIONS = 4;

    private final String brokers;
    private final String topic;
    private final String group;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    private Log(String brokers, String name) {
        this.brokers = brokers;
        this.topic = name + ".events";
        this.group = name + "." + topic + ".Item";
        this.admin = Admin.create(Map.of("bootstrap.servers", brokers));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    static Log create(String brokers, String name) throws ExecutionException, InterruptedException {
        Log log = new Log(brokers, name);
        log.admin
                .createTopics(List.of(
                        new NewTopic(log.topic, PARTITIONS, (short) 1),
                        new NewTopic(log.deadLetters(), PARTITIONS, (short) 1)))
                .all()
                .get();
        return log;
    }

    String topic() {
        return topic;
    }

    String deadLetters() {
        return topic + ".dlq";
    }

    /** Sends in this order, over a broker's outage as well; returns when they are on their way. */
    void send(List<ProducerRecord<byte[], byte[]>> records) {
        records.forEach(producer::send);
    }

    /** Waits until all that was sent is stored. */
    void flush() {
        producer.flush();
    }

    ConsumerGroupDescription group() throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(List.of(group)).all().get().get(group);
    }

    /** Where the group will go on, for each partition where it has been. */
    Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> stored = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        stored.forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    /** The present end of each partition of the topic that has records. */
    Map<TopicPartition, Long> ends() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions(topic)));
            ends.values().removeIf(end -> end == 0);
            return ends;
        }
    }

    /** All records of a topic from these offsets, or from the beginning, to the present end, in their order in each partition. */
    List<ConsumerRecord<byte[], byte[]>> read(String name, Map<TopicPartition, Long> from) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(name);
            consumer.assign(partitions);
            Map<TopicPartition, Long> starts =
                    partitions.stream().collect(toMap(identity(), partition -> from.getOrDefault(partition, 0L)));
            starts.forEach(consumer::seek);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }

    private static List<TopicPartition> partitions(String name) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(name, partition))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "enable.auto.commit", "false", "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
