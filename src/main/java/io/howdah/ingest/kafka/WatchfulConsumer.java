package io.howdah.ingest.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka consumer that detects recreated topics, tolerates rebalances, and reports lag and heartbeats.
 *
 * <p>Kafka stores a group's offsets by topic name, so a consumer would continue in the middle of a topic that was
 * deleted and recreated. This consumer commits the topic's ID with each offset, and reads a topic with another ID from
 * its beginning.
 *
 * <p>A commit during a rebalance does not fail. Camel would leave the group and rejoin, and its members would evict
 * each other in turn.
 *
 * <p>After a failed poll, it seeks back to the committed offsets: Camel 4.17.0 drops the records that it has collected
 * for a batch, and continues behind them with the same consumer.
 *
 * <p>Used by its consumer's thread alone, except for {@link LeaderEpochs}.
 */
final class WatchfulConsumer extends KafkaConsumer<Object, Object> {

    private static final Logger LOG = LoggerFactory.getLogger(WatchfulConsumer.class);

    private static final long LAG_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Each update sends a request to every broker, so it is no more frequent than Prometheus' scrapes. */
    private static final long WATERMARK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TopicIds topics;
    private final PartitionLags lags;
    private final GroupMemberships memberships;
    private final String group;
    private final Polls polls;
    private final Polls.Poll lastPoll;
    private final Map<String, String> ids = new HashMap<>();
    /** Newly assigned partitions whose committed topic ID is not compared with the current one yet. */
    private final Set<TopicPartition> unchecked = new HashSet<>();

    private final Map<TopicPartition, Uncommitted> uncommitted = new HashMap<>();
    private final LeaderEpochs epochs = new LeaderEpochs();
    private Set<String> subscribed = Set.of();
    private @Nullable ConsumerRebalanceListener rebalanceListener;
    private @Nullable Metric lastHeartbeat;
    private long joinedAt;
    private long lagsUpdatedAt = System.nanoTime();
    private long watermarksRequestedAt = System.nanoTime() - WATERMARK_NANOS;

    /**
     * Offsets of a partition that were returned by a poll and are not committed: from {@code first}, up to but
     * excluding {@code next}.
     */
    private record Uncommitted(long first, long next) {
        private static final Uncommitted NONE = new Uncommitted(0, 0);
    }

    WatchfulConsumer(
            Properties properties, TopicIds topics, PartitionLags lags, GroupMemberships memberships, Polls polls) {
        super(properties);
        this.topics = topics;
        this.lags = lags;
        this.memberships = memberships;
        this.group = properties.getProperty("group.id", "");
        this.polls = polls;
        this.lastPoll = polls.add(group);
    }

    @Override
    public void subscribe(Collection<String> names, ConsumerRebalanceListener listener) {
        subscribed = Set.copyOf(names);
        rebalanceListener = rebalanceListener(listener);
        super.subscribe(names, rebalanceListener);
    }

    private ConsumerRebalanceListener rebalanceListener(ConsumerRebalanceListener listener) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                partitions.forEach(WatchfulConsumer.this::forget);
                listener.onPartitionsRevoked(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                partitions.forEach(WatchfulConsumer.this::forget);
                listener.onPartitionsLost(partitions);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                listener.onPartitionsAssigned(partitions);
                // A failed request would not be repeated here, because Kafka counts the assignment as handled.
                unchecked.addAll(partitions);
                memberships.joined(group);
                joinedAt = System.nanoTime();
            }
        };
    }

    private void forget(TopicPartition partition) {
        unchecked.remove(partition);
        uncommitted.remove(partition);
        epochs.forget(partition);
        lags.remove(group, partition);
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
        lastPoll.now();
        try {
            ConsumerRecords<Object, Object> records = super.poll(timeout);
            for (TopicPartition partition : records.partitions()) {
                track(partition, records.records(partition));
            }
            Set<TopicPartition> recreated = ofRecreatedTopic(records.partitions());
            if (!recreated.isEmpty()) {
                seekToUncommitted();
                readFromBeginning(recreated);
                return ConsumerRecords.empty();
            }
            if (!records.isEmpty() || System.nanoTime() - lagsUpdatedAt > LAG_NANOS) {
                // An idle consumer polls fifty times per second.
                updateLags();
                memberships.heartbeat(group, secondsSinceHeartbeat());
            }
            return records;
        } catch (RuntimeException e) {
            seekToUncommitted();
            throw e;
        } catch (Error e) {
            rejoin();
            throw new KafkaException("a consumer of group " + group + " cannot poll: " + e, e);
        }
    }

    /**
     * Leaves and rejoins the group, which continues at the committed offsets. Without it, Kafka would skip the record
     * that it was reading.
     */
    private void rejoin() {
        uncommitted.clear();
        super.unsubscribe();
        super.subscribe(subscribed, Objects.requireNonNull(rebalanceListener));
    }

    @Override
    public void close() {
        polls.remove(lastPoll);
        super.close();
    }

    @Override
    public void close(Duration timeout) {
        polls.remove(lastPoll);
        super.close(timeout);
    }

    /**
     * Returns the age of the last heartbeat in seconds, or -1 before the first assignment. Camel's own connection check
     * inspects the class of Kafka's consumer and finds nothing in a subclass.
     */
    double secondsSinceHeartbeat() {
        if (lastHeartbeat == null) {
            lastHeartbeat = metrics().values().stream()
                    .filter(metric -> metric.metricName().name().equals("last-heartbeat-seconds-ago"))
                    .findFirst()
                    .orElse(null);
        }
        if (lastHeartbeat != null && lastHeartbeat.metricValue() instanceof Double seconds && seconds >= 0) {
            return seconds;
        }
        // The broker may become unavailable before the first heartbeat.
        return joinedAt == 0 ? -1 : TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - joinedAt);
    }

    private void track(TopicPartition partition, List<ConsumerRecord<Object, Object>> records) {
        long next = records.get(records.size() - 1).offset() + 1;
        uncommitted.merge(
                partition,
                new Uncommitted(records.get(0).offset(), next),
                (old, added) -> new Uncommitted(old.first(), added.next()));
        epochs.add(partition, records);
    }

    /** Returns the partitions whose offsets belong to a deleted topic of the same name. */
    private Set<TopicPartition> ofRecreatedTopic(Set<TopicPartition> polled) {
        Set<TopicPartition> recreated = new HashSet<>(committedOfOtherTopic());
        Set<String> changed = polled.stream()
                .map(TopicPartition::topic)
                .distinct()
                .filter(topic -> !topics.cachedId(topic).equals(ids.get(topic)))
                .collect(Collectors.toSet());
        changed.forEach(topic -> ids.put(topic, topics.cachedId(topic)));
        assignment().stream()
                .filter(partition -> changed.contains(partition.topic()))
                .forEach(recreated::add);
        return recreated;
    }

    /**
     * Returns the newly assigned partitions whose committed offset has another topic ID. Checks each assignment once.
     */
    private List<TopicPartition> committedOfOtherTopic() {
        if (unchecked.isEmpty()) {
            return List.of();
        }
        Map<String, String> present = unchecked.stream()
                .map(TopicPartition::topic)
                .distinct()
                .collect(Collectors.toMap(topic -> topic, topics::currentId));
        List<TopicPartition> others = committed(Set.copyOf(unchecked)).entrySet().stream()
                .filter(position -> position.getValue() != null)
                .filter(position -> !position.getValue().metadata().isEmpty())
                .filter(position -> !position.getValue()
                        .metadata()
                        .equals(present.get(position.getKey().topic())))
                .map(Map.Entry::getKey)
                .toList();
        ids.putAll(present);
        unchecked.clear();
        return others;
    }

    private void readFromBeginning(Collection<TopicPartition> partitions) {
        LOG.atWarn()
                .addKeyValue("group", group)
                .addKeyValue("partitions", partitions)
                .log("Topic was recreated, Howdah reads it from its beginning");
        seekToBeginning(partitions);
        partitions.forEach(uncommitted::remove);
        partitions.forEach(epochs::forget);
        // The committed offset has the deleted topic's leader epoch; the client would wait for it.
        Map<TopicPartition, OffsetAndMetadata> beginnings = new HashMap<>();
        partitions.forEach(partition -> beginnings.put(partition, new OffsetAndMetadata(0)));
        commitSync(beginnings);
    }

    LeaderEpochs epochs() {
        return epochs;
    }

    private void seekToUncommitted() {
        Set<TopicPartition> assigned = assignment();
        uncommitted.forEach((partition, offsets) -> {
            if (assigned.contains(partition)) {
                seek(partition, offsets.first());
            }
        });
        uncommitted.clear();
    }

    /**
     * Updates the lag gauges. Polled records count until they are committed; otherwise a batch that cannot be stored
     * would not show.
     */
    private void updateLags() {
        lagsUpdatedAt = System.nanoTime();
        Set<TopicPartition> assigned = assignment();
        for (TopicPartition partition : assigned) {
            currentLag(partition).ifPresent(lag -> {
                Uncommitted offsets = uncommitted.getOrDefault(partition, Uncommitted.NONE);
                lags.set(group, partition, lag + offsets.next() - offsets.first());
            });
            firstUncommitted(partition).ifPresent(position -> lags.position(group, partition, position));
        }
        if (!assigned.isEmpty() && System.nanoTime() - watermarksRequestedAt > WATERMARK_NANOS) {
            watermarksRequestedAt = System.nanoTime();
            topics.highWatermarks(assigned, (partition, end) -> lags.highWatermark(group, partition, end));
        }
    }

    /** Returns the first uncommitted offset, or empty if it is not known at present. */
    private OptionalLong firstUncommitted(TopicPartition partition) {
        Uncommitted offsets = uncommitted.get(partition);
        if (offsets != null) {
            return OptionalLong.of(offsets.first());
        }
        try {
            return OptionalLong.of(position(partition, Duration.ZERO));
        } catch (TimeoutException e) {
            // Kafka is still validating the position, as after a change of the partition's leader.
            return OptionalLong.empty();
        }
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        commit(offsets, () -> super.commitSync(withIds(offsets)));
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        commit(offsets, () -> super.commitSync(withIds(offsets), timeout));
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> offsets, Runnable commit) {
        try {
            commit.run();
            advance(offsets);
        } catch (RebalanceInProgressException e) {
            // The partitions' next consumer reads these records again and drops them as stale. A consumer that keeps
            // the partitions commits later offsets.
            LOG.atDebug()
                    .addKeyValue("group", group)
                    .addKeyValue("partitions", offsets.keySet())
                    .log("Group is rebalancing, offsets are not committed");
        }
    }

    private void advance(Map<TopicPartition, OffsetAndMetadata> committed) {
        committed.forEach((partition, position) -> uncommitted.computeIfPresent(
                partition,
                (key, old) -> position.offset() < old.next() ? new Uncommitted(position.offset(), old.next()) : null));
        committed.forEach((partition, position) -> epochs.forgetBefore(partition, position.offset()));
        updateLags();
    }

    private Map<TopicPartition, OffsetAndMetadata> withIds(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        offsets.forEach((partition, position) -> positions.put(
                partition,
                new OffsetAndMetadata(
                        position.offset(),
                        position.leaderEpoch().or(() -> epochs.of(partition, position.offset() - 1)),
                        ids.getOrDefault(partition.topic(), ""))));
        return positions;
    }
}
