package io.howdah.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer that knows which topic its place belongs to. Kafka keeps a group's place by the topic's name alone, so that in a
 * topic that was deleted and made again it would go on in the middle; this one commits the topic's id beside the offset, and
 * begins a topic with another id at its beginning. It tells its lag, too.
 */
final class WatchfulConsumer extends KafkaConsumer<Object, Object> {

    private static final Logger LOG = LoggerFactory.getLogger(WatchfulConsumer.class);

    private final Topics topics;
    private final PartitionLags lags;
    private final String group;
    private final Map<String, String> ids = new HashMap<>();

    WatchfulConsumer(Properties properties, Topics topics, PartitionLags lags) {
        super(properties);
        this.topics = topics;
        this.lags = lags;
        this.group = properties.getProperty("group.id", "");
    }

    @Override
    public void subscribe(Collection<String> names, ConsumerRebalanceListener listener) {
        super.subscribe(names, new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                partitions.forEach(partition -> lags.remove(group, partition));
                listener.onPartitionsRevoked(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                partitions.forEach(partition -> lags.remove(group, partition));
                listener.onPartitionsLost(partitions);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                listener.onPartitionsAssigned(partitions);
                beginAnewWhereTheTopicIsAnother(partitions);
            }
        });
    }

    private void beginAnewWhereTheTopicIsAnother(Collection<TopicPartition> partitions) {
        partitions.stream()
                .map(TopicPartition::topic)
                .distinct()
                .forEach(topic -> ids.put(topic, topics.ask(topic).id()));
        Map<TopicPartition, OffsetAndMetadata> places = committed(Set.copyOf(partitions));
        List<TopicPartition> others = partitions.stream()
                .filter(partition -> isOther(places.get(partition), ids.get(partition.topic())))
                .toList();
        begin(others);
    }

    private static boolean isOther(@Nullable OffsetAndMetadata place, @Nullable String id) {
        return place != null && !place.metadata().isEmpty() && !place.metadata().equals(id);
    }

    private void begin(Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("group", group)
                    .addKeyValue("partitions", partitions)
                    .log("Topic was made again since it was read, it is read from its beginning");
            seekToBeginning(partitions);
        }
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
        ConsumerRecords<Object, Object> records = super.poll(timeout);
        for (TopicPartition partition : assignment()) {
            currentLag(partition).ifPresent(lag -> lags.set(group, partition, lag));
        }
        Set<String> changed = records.partitions().stream()
                .map(TopicPartition::topic)
                .filter(topic -> !topics.get(topic).id().equals(ids.getOrDefault(topic, "")))
                .collect(Collectors.toSet());
        if (changed.isEmpty()) {
            return records;
        }
        changed.forEach(topic -> ids.put(topic, topics.get(topic).id()));
        begin(assignment().stream()
                .filter(partition -> changed.contains(partition.topic()))
                .toList());
        return ConsumerRecords.empty();
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        super.commitSync(withIds(offsets));
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        super.commitSync(withIds(offsets), timeout);
    }

    private Map<TopicPartition, OffsetAndMetadata> withIds(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        offsets.forEach((partition, place) -> places.put(
                partition,
                new OffsetAndMetadata(place.offset(), place.leaderEpoch(), ids.getOrDefault(partition.topic(), ""))));
        return places;
    }
}
