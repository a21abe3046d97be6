package io.howdah.oracle;

import static org.awaitility.Awaitility.await;

import io.howdah.testing.TestServices;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topics of all rounds. */
final class Topics implements AutoCloseable {

    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Admin admin = Admin.create(Map.of("bootstrap.servers", TestServices.brokers()));
    private KafkaProducer<String, String> producer = producer();
    private volatile Exception failure;

    private static KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServices.brokers(), "max.in.flight.requests.per.connection", 1),
                new StringSerializer(),
                new StringSerializer());
    }

    /** Makes topics, and those of their dead letters. */
    void create(Collection<String> names) throws ExecutionException, InterruptedException {
        admin.createTopics(names.stream()
                        .flatMap(name -> Stream.of(name, name + ".dlq"))
                        .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
                        .toList())
                .all()
                .get();
    }

    void delete(Collection<String> names) throws ExecutionException, InterruptedException {
        admin.deleteTopics(names.stream()
                        .flatMap(name -> Stream.of(name, name + ".dlq"))
                        .toList())
                .all()
                .get();
    }

    private TopicDescription description(String topic) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    }

    /** Makes a topic again, without its records, or gives it one more partition. */
    void change(String topic, boolean isNew) throws ExecutionException, InterruptedException {
        int partitions = description(topic).partitions().size();
        if (!isNew) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions + 1)))
                    .all()
                    .get();
            // The former one would still send some records to where their keys were before.
            producer.close();
            producer = producer();
            return;
        }
        Uuid former = description(topic).topicId();
        admin.deleteTopics(List.of(topic)).all().get();
        // A process that uses it meanwhile may create it, too.
        await("a new " + topic).atMost(PATIENCE).ignoreExceptions().until(() -> {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)));
            TopicDescription made = description(topic);
            return !made.topicId().equals(former)
                    && made.partitions().stream().allMatch(partition -> partition.leader() != null);
        });
    }

    /** Sends a record; those of one topic keep their order. */
    void send(String topic, Write write) {
        ProducerRecord<String, String> message = new ProducerRecord<>(topic, write.key(), write.value());
        write.headers().forEach((name, text) -> message.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        producer.send(message, (stored, thrown) -> failure = thrown == null ? failure : thrown);
    }

    /** Waits until the broker has all of it. */
    void flush() {
        producer.flush();
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    /** Returns how many records of a topic a group has still to read. */
    long lag(String group, String topic) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = description(topic).partitions().stream()
                .collect(Collectors.toMap(
                        info -> new TopicPartition(topic, info.partition()), info -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return ends.entrySet().stream()
                .mapToLong(end -> {
                    OffsetAndMetadata committed = read.get(end.getKey());
                    return end.getValue() - (committed == null ? 0 : committed.offset());
                })
                .sum();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
