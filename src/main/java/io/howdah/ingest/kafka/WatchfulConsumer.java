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
 * A consumer that knows which topic its place belongs to. Kafka keeps a group's place by the topic's name alone, so that in a
 * topic that was deleted and made again it would go on in the middle; this one commits the topic's id beside the offset, and
 * begins a topic with another id at its beginning.
 *
 * <p>It does not fail to commit because its group changes hands: Camel would leave the group and join it again, so that its members
 * would put each other out, one after the other.
 *
 * <p>A poll that fails goes back to what was committed: Camel 4.17.0 drops the records that it holds for a batch then, and goes
 * on with the same consumer behind them. It tells its lag, too, and when it has joined its group.
 */
final class WatchfulConsumer extends KafkaConsumer<Object, Object> {

    private static final Logger LOG = LoggerFactory.getLogger(WatchfulConsumer.class);

    private static final long LAG_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A request to each broker: as often as Prometheus reads, and no more. */
    private static final long WATERMARK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TopicIds topics;
    private final PartitionLags lags;
    private final GroupMemberships memberships;
    private final String group;
    private final Polls polls;
    private final Polls.Poll lastPoll;
    private final Map<String, String> ids = new HashMap<>();
    /** Partitions of which it is not known yet whether their place is one of the present topic. */
    private final Set<TopicPartition> unchecked = new HashSet<>();

    private final Map<TopicPartition, Given> given = new HashMap<>();
    private final LeaderEpochs epochs = new LeaderEpochs();
    private Set<String> subscribed = Set.of();
    private @Nullable ConsumerRebalanceListener watching;
    private @Nullable Metric lastHeartbeat;
    private long joinedAt;
    private long lagsTold = System.nanoTime();
    private long watermarksAsked = System.nanoTime() - WATERMARK_NANOS;

    /** The offsets of a partition that were given away and are not committed: from the first, and before the next. */
    private record Given(long first, long next) {
        private static final Given NOTHING = new Given(0, 0);
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
        watching = watching(listener);
        super.subscribe(names, watching);
    }

    private ConsumerRebalanceListener watching(ConsumerRebalanceListener listener) {
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
                // A question that failed here would not be asked again: the assignment counts as taken.
                unchecked.addAll(partitions);
                memberships.joined(group);
                joinedAt = System.nanoTime();
            }
        };
    }

    private void forget(TopicPartition partition) {
        unchecked.remove(partition);
        given.remove(partition);
        epochs.forget(partition);
        lags.remove(group, partition);
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
        lastPoll.now();
        try {
            ConsumerRecords<Object, Object> records = super.poll(timeout);
            for (TopicPartition partition : records.partitions()) {
                give(partition, records.records(partition));
            }
            Set<TopicPartition> others = ofAnotherTopic(records.partitions());
            if (!others.isEmpty()) {
                goBack();
                begin(others);
                return ConsumerRecords.empty();
            }
            if (!records.isEmpty() || System.nanoTime() - lagsTold > LAG_NANOS) {
                // An idle consumer polls fifty times a second.
                tellLags();
                memberships.heartbeat(group, secondsSinceHeartbeat());
            }
            return records;
        } catch (RuntimeException e) {
            goBack();
            throw e;
        } catch (Error e) {
            joinAgain();
            throw new KafkaException("a consumer of the group " + group + " cannot read: " + e, e);
        }
    }

    /** Kafka would pass over the record that it was reading. A member that leaves and comes back begins at what was committed. */
    private void joinAgain() {
        given.clear();
        super.unsubscribe();
        super.subscribe(subscribed, Objects.requireNonNull(watching));
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

    /** Camel's own check of the connection looks into the class of Kafka's consumer, and finds nothing in one that extends it. */
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
        // The broker may go away before the first one.
        return joinedAt == 0 ? -1 : TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - joinedAt);
    }

    private void give(TopicPartition partition, List<ConsumerRecord<Object, Object>> records) {
        long next = records.get(records.size() - 1).offset() + 1;
        given.merge(
                partition, new Given(records.get(0).offset(), next), (old, now) -> new Given(old.first(), now.next()));
        epochs.add(partition, records);
    }

    /** The partitions whose place is one of a topic that is there no more. */
    private Set<TopicPartition> ofAnotherTopic(Set<TopicPartition> polled) {
        Set<TopicPartition> others = new HashSet<>(misplaced());
        Set<String> changed = polled.stream()
                .map(TopicPartition::topic)
                .distinct()
                .filter(topic -> !topics.recent(topic).equals(ids.get(topic)))
                .collect(Collectors.toSet());
        changed.forEach(topic -> ids.put(topic, topics.recent(topic)));
        assignment().stream()
                .filter(partition -> changed.contains(partition.topic()))
                .forEach(others::add);
        return others;
    }

    /** Those newly assigned partitions whose committed place tells another id; they are checked once. */
    private List<TopicPartition> misplaced() {
        if (unchecked.isEmpty()) {
            return List.of();
        }
        Map<String, String> present = unchecked.stream()
                .map(TopicPartition::topic)
                .distinct()
                .collect(Collectors.toMap(topic -> topic, topics::present));
        List<TopicPartition> others = committed(Set.copyOf(unchecked)).entrySet().stream()
                .filter(place -> place.getValue() != null)
                .filter(place -> !place.getValue().metadata().isEmpty())
                .filter(place -> !place.getValue()
                        .metadata()
                        .equals(present.get(place.getKey().topic())))
                .map(Map.Entry::getKey)
                .toList();
        ids.putAll(present);
        unchecked.clear();
        return others;
    }

    private void begin(Collection<TopicPartition> partitions) {
        LOG.atWarn()
                .addKeyValue("group", group)
                .addKeyValue("partitions", partitions)
                .log("Topic was made again since it was read, it is read from its beginning");
        seekToBeginning(partitions);
        partitions.forEach(given::remove);
        partitions.forEach(epochs::forget);
        // What was committed of the former topic has its leader epoch, which the client would wait for.
        Map<TopicPartition, OffsetAndMetadata> beginnings = new HashMap<>();
        partitions.forEach(partition -> beginnings.put(partition, new OffsetAndMetadata(0)));
        commitSync(beginnings);
    }

    LeaderEpochs epochs() {
        return epochs;
    }

    private void goBack() {
        Set<TopicPartition> assigned = assignment();
        given.forEach((partition, offsets) -> {
            if (assigned.contains(partition)) {
                seek(partition, offsets.first());
            }
        });
        given.clear();
    }

    /** What was given away counts until it is committed, or a batch that cannot be stored would not be seen. */
    private void tellLags() {
        lagsTold = System.nanoTime();
        Set<TopicPartition> assigned = assignment();
        for (TopicPartition partition : assigned) {
            currentLag(partition).ifPresent(lag -> {
                Given offsets = given.getOrDefault(partition, Given.NOTHING);
                lags.set(group, partition, lag + offsets.next() - offsets.first());
            });
            positionNow(partition).ifPresent(position -> lags.position(group, partition, position));
        }
        if (!assigned.isEmpty() && System.nanoTime() - watermarksAsked > WATERMARK_NANOS) {
            watermarksAsked = System.nanoTime();
            topics.highWatermarks(assigned, (partition, end) -> lags.highWatermark(group, partition, end));
        }
    }

    /** The first offset that is not committed. */
    private OptionalLong positionNow(TopicPartition partition) {
        Given offsets = given.get(partition);
        if (offsets != null) {
            return OptionalLong.of(offsets.first());
        }
        try {
            return OptionalLong.of(position(partition, Duration.ZERO));
        } catch (TimeoutException e) {
            // Kafka is still validating it, as after a change of the partition's leader.
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
            move(offsets);
        } catch (RebalanceInProgressException e) {
            // Whoever gets the partitions reads this again, and drops it as stale; one that keeps them commits what
            // comes next.
            LOG.atDebug()
                    .addKeyValue("group", group)
                    .addKeyValue("partitions", offsets.keySet())
                    .log("Group changes hands, offsets are not committed");
        }
    }

    private void move(Map<TopicPartition, OffsetAndMetadata> committed) {
        committed.forEach((partition, place) -> given.computeIfPresent(
                partition, (key, old) -> place.offset() < old.next() ? new Given(place.offset(), old.next()) : null));
        committed.forEach((partition, place) -> epochs.forgetBefore(partition, place.offset()));
        tellLags();
    }

    private Map<TopicPartition, OffsetAndMetadata> withIds(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        offsets.forEach((partition, place) -> places.put(
                partition,
                new OffsetAndMetadata(
                        place.offset(),
                        place.leaderEpoch().or(() -> epochs.of(partition, place.offset() - 1)),
                        ids.getOrDefault(partition.topic(), ""))));
        return places;
    }
}
