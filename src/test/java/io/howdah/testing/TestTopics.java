package io.howdah.testing;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes topics, writes records and reads them, over the test run's broker. */
public final class TestTopics implements AutoCloseable {

    private static final int MAX_RECORD_BYTES = 8 * 1024 * 1024;

    private final String brokers;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Topics of the test run's brokers. */
    public TestTopics() {
        this(TestServices.brokers());
    }

    /** Topics of brokers of the test's own. */
    public TestTopics(String brokers) {
        this.brokers = brokers;
        this.producer = new KafkaProducer<>(
                // A new partition may refuse the first batch and take the second, after which the first is never taken:
                // one request at a time.
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "max.request.size",
                        MAX_RECORD_BYTES,
                        "max.in.flight.requests.per.connection",
                        1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Makes topics of 4 partitions that take large records. */
    public void create(Collection<String> names) throws ExecutionException, InterruptedException {
        create(names, 4);
    }

    /** Makes topics that take large records. */
    public void create(Collection<String> names, int partitions) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            List<NewTopic> topics = names.stream()
                    .map(name -> new NewTopic(name, partitions, (short) 1)
                            .configs(Map.of("max.message.bytes", Integer.toString(MAX_RECORD_BYTES))))
                    .toList();
            admin.createTopics(topics).all().get();
            // The broker answers before all of it knows of them.
            await().ignoreExceptions()
                    .until(() -> admin.describeTopics(names).allTopicNames().get().values().stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .allMatch(partition -> partition.leader() != null));
        }
    }

    /** Writes a record and waits until the broker has it; a null value is a deletion. */
    public void send(String topic, String key, String value) throws ExecutionException, InterruptedException {
        send(topic, bytes(key), bytes(value));
    }

    /** Writes a record and waits until the broker has it. */
    public void send(String topic, byte[] key, byte[] value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(topic, key, value)).get();
    }

    /** Writes a record to a partition, whatever its key. */
    public void send(String topic, int partition, String key, String value)
            throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(topic, partition, bytes(key), bytes(value)))
                .get();
    }

    /** Writes a record with a timestamp of the test's own and waits until the broker has it; a null value is a deletion. */
    public void sendAt(Instant time, String topic, String key, String value)
            throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(topic, null, time.toEpochMilli(), bytes(key), bytes(value)))
                .get();
    }

    /** Has the broker forget the records that are there now, as retention does. */
    public static void removeAll(String topic) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServices.brokers()))) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            for (TopicPartitionInfo info : admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()) {
                // -1 stands for the end.
                all.put(new TopicPartition(topic, info.partition()), RecordsToDelete.beforeOffset(-1));
            }
            admin.deleteRecords(all).all().get();
        }
    }

    /** Has the broker keep the last record of each key alone, from now on. */
    public static void compact(String topic) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServices.brokers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    /** Writes a record with headers and waits until the broker has it. */
    public void send(String topic, String key, String value, Map<String, String> headers)
            throws ExecutionException, InterruptedException {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(topic, bytes(key), bytes(value));
        headers.forEach((name, text) -> message.headers().add(name, bytes(text)));
        producer.send(message).get();
    }

    /** Writes many records and waits until the broker has them. */
    public void sendAll(String topic, Map<String, String> records) {
        records.forEach((key, value) -> producer.send(new ProducerRecord<>(topic, bytes(key), bytes(value))));
        producer.flush();
    }

    /** All records of a topic, from its beginning to its present end. */
    public static List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        return readAll(TestServices.brokers(), topic);
    }

    /** All records of a topic of these brokers, from its beginning to its present end. */
    public static List<ConsumerRecord<byte[], byte[]>> readAll(String brokers, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "earliest",
                        "max.partition.fetch.bytes",
                        MAX_RECORD_BYTES),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
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
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
