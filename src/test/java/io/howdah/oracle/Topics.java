package io.howdah.oracle;

import io.howdah.testing.TestServices;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topics of all rounds. */
final class Topics implements AutoCloseable {

    private static final int PARTITIONS = 2;

    private final Admin admin = Admin.create(Map.of("bootstrap.servers", TestServices.brokers()));
    private final KafkaProducer<String, String> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestServices.brokers(), "max.in.flight.requests.per.connection", 1),
            new StringSerializer(),
            new StringSerializer());

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

    /** Sends a record; those of one topic keep their order. */
    void send(String topic, Write write) {
        ProducerRecord<String, String> message = new ProducerRecord<>(topic, write.key(), write.value());
        write.headers().forEach((name, text) -> message.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        producer.send(message);
    }

    void flush() {
        producer.flush();
    }

    /** Returns how many records of a topic a group has still to read. */
    long lag(String group, String topic) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = Stream.iterate(0, i -> i + 1)
                .limit(PARTITIONS)
                .collect(Collectors.toMap(i -> new TopicPartition(topic, i), i -> OffsetSpec.latest()));
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
