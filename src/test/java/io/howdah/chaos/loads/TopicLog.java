package io.howdah.chaos.loads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

/** The prefix's topics, their dead letters and consumer groups, seen from outside and not through the proxies. */
public final class TopicLog implements AutoCloseable {

    public static final int PARTITIONS = 4;

    private static final String DEAD_LETTERS = ".dlq";

    private final String brokers;
    private final String name;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    private TopicLog(String brokers, String name) {
        this.brokers = brokers;
        this.name = name;
        this.admin = Admin.create(Map.of("bootstrap.servers", brokers));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    public static TopicLog create(String brokers, String name) throws ExecutionException, InterruptedException {
        TopicLog log = new TopicLog(brokers, name);
        List<NewTopic> topics = log.topics().stream()
                .flatMap(topic -> Stream.of(topic, topic + DEAD_LETTERS))
                .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                .toList();
        log.admin.createTopics(topics).all().get();
        return log;
    }

    /** The topics of both parts. */
    List<String> topics() {
        return Stream.of(Part.values()).map(part -> part.topic(name)).toList();
    }

    /** Sends in this order, over a broker's outage as well; returns when they are on their way. */
    public void send(List<ProducerRecord<byte[], byte[]>> records) {
        records.forEach(producer::send);
    }

    /** Waits until all that was sent is stored. */
    public void flush() {
        producer.flush();
    }

    /** The consumer groups, one for each topic. */
    public Collection<ConsumerGroupDescription> groups() throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(groupIds()).all().get().values();
    }

    /** Where the groups will go on, for each partition where they have been. */
    public Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (String group : groupIds()) {
            Map<TopicPartition, OffsetAndMetadata> stored = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            stored.forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        }
        return offsets;
    }

    /** The present end of each partition that has records, of both topics. */
    public Map<TopicPartition, Long> ends() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions(topics())));
            ends.values().removeIf(end -> end == 0);
            return ends;
        }
    }

    /** All records from these offsets, or from the beginning, to the present end, in their order in each partition. */
    public List<ConsumerRecord<byte[], byte[]>> events(Map<TopicPartition, Long> from) {
        return read(topics(), from);
    }

    /** All dead letters of both topics. */
    public List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return read(topics().stream().map(topic -> topic + DEAD_LETTERS).toList(), Map.of());
    }

    private List<ConsumerRecord<byte[], byte[]>> read(List<String> names, Map<TopicPartition, Long> from) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(names);
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
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

    private List<String> groupIds() {
        return topics().stream().map(topic -> name + "." + topic + ".Item").toList();
    }

    private static List<TopicPartition> partitions(List<String> names) {
        return names.stream()
                .flatMap(name ->
                        IntStream.range(0, PARTITIONS).mapToObj(partition -> new TopicPartition(name, partition)))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "enable.auto.commit", "false", "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
