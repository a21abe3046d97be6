package io.howdah.ingest.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/** What Kafka says of topics, asked again now and then. Close it to close its connection. */
public class Topics implements TopicIds, AutoCloseable {

    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final long TIMEOUT_SECONDS = 10;
    private static final int WATERMARK_TIMEOUT_MS = 5_000;

    private final KafkaClients clients;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private @Nullable Admin admin;

    private record Known(Topic topic, Instant since) {}

    /** Asks from the first question on. */
    public Topics(KafkaClients clients) {
        this.clients = clients;
    }

    /** Return topics without a Kafka: each is there, with one partition. */
    public static Topics imagined(KafkaClients clients) {
        return new Topics(clients) {
            @Override
            public Topic ask(String name) {
                return new Topic(name, "imagined", 1);
            }
        };
    }

    /**
     * Return the topic as it was within the last seconds.
     *
     * @throws KafkaException if the brokers do not say it, which is no record's fault
     */
    public Topic get(String name) {
        Known old = known.get(name);
        if (old != null && old.since().plus(FRESH).isAfter(Instant.now())) {
            return old.topic();
        }
        Topic topic = ask(name);
        known.put(name, new Known(topic, Instant.now()));
        return topic;
    }

    /**
     * Return the topic as it is now.
     *
     * @throws KafkaException if the brokers do not say it
     */
    public Topic ask(String name) {
        TopicDescription description = Objects.requireNonNull(
                answer(name, admin().describeTopics(List.of(name)).allTopicNames())
                        .get(name));
        return new Topic(
                name, description.topicId().toString(), description.partitions().size());
    }

    /**
     * Return whether the topic is compacted as it is now, so that of the records of a key the last one alone may be there.
     *
     * @throws KafkaException if the brokers do not say it; its cause is a {@link TopicAuthorizationException} where they say
     *     it only to those with the right to {@code DESCRIBE_CONFIGS}
     */
    public boolean isCompacted(String name) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Config config = Objects.requireNonNull(
                answer(name, admin().describeConfigs(List.of(topic)).all()).get(topic));
        ConfigEntry policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
        return policy != null && policy.value() != null && policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    private static <T> T answer(String name, KafkaFuture<T> question) {
        try {
            return question.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new KafkaException("Kafka does not describe topic " + name + " (" + cause(e) + ")", cause);
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka does not describe topic " + name + " (" + cause(e) + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking for topic " + name, e);
        }
    }

    @Override
    public String present(String name) {
        return ask(name).id();
    }

    @Override
    public String recent(String name) {
        return get(name).id();
    }

    @Override
    public void highWatermarks(Set<TopicPartition> partitions, ObjLongConsumer<TopicPartition> answers) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        partitions.forEach(partition -> ends.put(partition, OffsetSpec.latest()));
        // Without an isolation level of read_committed the end is the high watermark.
        ListOffsetsResult asked = admin().listOffsets(ends, new ListOffsetsOptions().timeoutMs(WATERMARK_TIMEOUT_MS));
        for (TopicPartition partition : partitions) {
            KafkaFuture<Void> unused = asked.partitionResult(partition).thenApply(end -> {
                answers.accept(partition, end.offset());
                return null;
            });
        }
    }

    /** Forget what was said of a topic, since there is a sign that it is another one. */
    public void forget(String name) {
        known.remove(name);
    }

    private static String cause(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? "no answer within " + TIMEOUT_SECONDS + " s" : cause.getMessage();
    }

    private synchronized Admin admin() {
        if (admin == null) {
            admin = clients.admin();
        }
        return admin;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
            admin = null;
        }
    }
}
