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

/**
 * Topic metadata from Kafka, cached for a few seconds. Opens its connection with the first request; close it to close
 * the connection. Thread-safe.
 */
public class Topics implements TopicIds, AutoCloseable {

    private static final Duration MAX_AGE = Duration.ofSeconds(10);
    private static final long TIMEOUT_SECONDS = 10;
    private static final int WATERMARK_TIMEOUT_MS = 5_000;

    private final KafkaClients clients;
    private final Map<String, Cached> cache = new ConcurrentHashMap<>();
    private @Nullable Admin admin;

    private record Cached(Topic topic, Instant since) {}

    /** Creates a reader without a connection. */
    public Topics(KafkaClients clients) {
        this.clients = clients;
    }

    /** Returns metadata without a Kafka broker: every topic exists and has one partition. */
    public static Topics imagined(KafkaClients clients) {
        return new Topics(clients) {
            @Override
            public Topic ask(String name) {
                return new Topic(name, "imagined", 1);
            }
        };
    }

    /**
     * Returns the topic's metadata, at most a few seconds old.
     *
     * @throws KafkaException if the brokers do not return it; an infrastructure error
     */
    public Topic get(String name) {
        Cached old = cache.get(name);
        if (old != null && old.since().plus(MAX_AGE).isAfter(Instant.now())) {
            return old.topic();
        }
        Topic topic = ask(name);
        cache.put(name, new Cached(topic, Instant.now()));
        return topic;
    }

    /**
     * Returns the topic's metadata, read from Kafka now.
     *
     * @throws KafkaException if the brokers do not return it
     */
    public Topic ask(String name) {
        TopicDescription description = Objects.requireNonNull(
                await(name, admin().describeTopics(List.of(name)).allTopicNames())
                        .get(name));
        return new Topic(
                name, description.topicId().toString(), description.partitions().size());
    }

    /**
     * Returns whether the topic is compacted at present, so that it may contain only the last record of each key.
     *
     * @throws KafkaException if the brokers do not return it; the cause is a {@link TopicAuthorizationException} if the
     *     client lacks the permission {@code DESCRIBE_CONFIGS}
     */
    public boolean isCompacted(String name) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Config config = Objects.requireNonNull(
                await(name, admin().describeConfigs(List.of(topic)).all()).get(topic));
        ConfigEntry policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
        return policy != null && policy.value() != null && policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    private static <T> T await(String name, KafkaFuture<T> request) {
        try {
            return request.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new KafkaException("Kafka did not return the metadata of topic " + name + ": " + cause(e), cause);
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka did not return the metadata of topic " + name + ": " + cause(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while reading the metadata of topic " + name, e);
        }
    }

    @Override
    public String currentId(String name) {
        return ask(name).id();
    }

    @Override
    public String cachedId(String name) {
        return get(name).id();
    }

    @Override
    public void highWatermarks(Set<TopicPartition> partitions, ObjLongConsumer<TopicPartition> results) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        partitions.forEach(partition -> ends.put(partition, OffsetSpec.latest()));
        // Without the isolation level read_committed, the end is the high watermark.
        ListOffsetsResult offsets = admin().listOffsets(ends, new ListOffsetsOptions().timeoutMs(WATERMARK_TIMEOUT_MS));
        for (TopicPartition partition : partitions) {
            KafkaFuture<Void> unused = offsets.partitionResult(partition).thenApply(end -> {
                results.accept(partition, end.offset());
                return null;
            });
        }
    }

    /** Removes a topic from the cache, because it may have been recreated. */
    public void forget(String name) {
        cache.remove(name);
    }

    private static String cause(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? "no response within " + TIMEOUT_SECONDS + " s" : cause.getMessage();
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
