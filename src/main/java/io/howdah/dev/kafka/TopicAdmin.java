package io.howdah.dev.kafka;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates topics for the dev profile and the tests, on the embedded broker or any other. */
public final class TopicAdmin {

    static final int PARTITIONS = 4;

    private static final int TIMEOUT_SECONDS = 20;

    private TopicAdmin() {}

    /**
     * Creates topics with 4 partitions and the broker's default replication; existing topics stay unchanged.
     *
     * @param brokers the brokers' addresses, comma-separated
     * @throws IOException when the brokers do not respond within 20 seconds or reject the request
     */
    public static void create(String brokers, Collection<String> topics) throws IOException {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                TIMEOUT_SECONDS * 1000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                TIMEOUT_SECONDS * 1000))) {
            Map<String, KafkaFuture<Void>> results = admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty()))
                            .toList())
                    .values();
            for (Map.Entry<String, KafkaFuture<Void>> result : results.entrySet()) {
                await(result.getKey(), brokers, result.getValue());
            }
        }
    }

    private static void await(String topic, String brokers, KafkaFuture<Void> created) throws IOException {
        try {
            created.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw failure(topic, brokers, e);
            }
        } catch (TimeoutException e) {
            throw failure(topic, brokers, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while creating topic " + topic);
        }
    }

    private static IOException failure(String topic, String brokers, Exception e) {
        String reason = e.getCause() == null
                ? "no response"
                : String.valueOf(e.getCause().getMessage());
        return new IOException("cannot create topic " + topic + " on " + brokers + ": " + reason, e);
    }
}
