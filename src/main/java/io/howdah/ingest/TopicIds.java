package io.howdah.ingest;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;

/** The ids that Kafka gives topics: a topic that is deleted and made again under its name has another. */
public final class TopicIds {

    private static final long TIMEOUT_SECONDS = 10;

    private final String brokers;
    private final Map<String, String> ids = new ConcurrentHashMap<>();

    /** Asks these bootstrap brokers, once for each topic. */
    public TopicIds(String brokers) {
        this.brokers = brokers;
    }

    /**
     * The topic's id, in Kafka's own text form.
     *
     * @throws KafkaException if the brokers do not say it, which is no record's fault
     */
    String idOf(String topic) {
        return ids.computeIfAbsent(topic, this::ask);
    }

    private String ask(String topic) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
            TopicDescription description = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .get(topic);
            return Objects.requireNonNull(description).topicId().toString();
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the id of topic " + topic + " could not be read from " + brokers, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while reading the id of topic " + topic, e);
        }
    }
}
