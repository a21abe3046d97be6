package io.howdah.ingest.kafka;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The leader epochs of the records that a consumer has polled and not committed: Camel passes on a record's offset, not its epoch.
 * Offsets that are used again after a truncation of the log come with a greater epoch. Written by the consumer's thread.
 */
public final class LeaderEpochs {

    /** The first offset of each run of records with one epoch. */
    private final Map<TopicPartition, NavigableMap<Long, Optional<Integer>>> polled = new ConcurrentHashMap<>();

    LeaderEpochs() {}

    /**
     * Return the leader epoch of a record.
     *
     * @param consumer the consumer that polled the record
     * @return the epoch, or nothing if the log does not tell it, as in old message formats
     */
    public static Optional<Integer> of(Consumer<?, ?> consumer, TopicPartition partition, long offset) {
        return consumer instanceof WatchfulConsumer watchful
                ? watchful.epochs().of(partition, offset)
                : Optional.empty();
    }

    Optional<Integer> of(TopicPartition partition, long offset) {
        NavigableMap<Long, Optional<Integer>> runs = polled.get(partition);
        Map.Entry<Long, Optional<Integer>> run = runs == null ? null : runs.floorEntry(offset);
        return run == null ? Optional.empty() : run.getValue();
    }

    void add(TopicPartition partition, List<ConsumerRecord<Object, Object>> records) {
        NavigableMap<Long, Optional<Integer>> runs =
                polled.computeIfAbsent(partition, key -> new ConcurrentSkipListMap<>());
        // A partition that is read again, or was truncated, goes on from here.
        runs.tailMap(records.get(0).offset(), true).clear();
        for (ConsumerRecord<Object, Object> record : records) {
            Map.Entry<Long, Optional<Integer>> last = runs.lastEntry();
            if (last == null || !last.getValue().equals(record.leaderEpoch())) {
                runs.put(record.offset(), record.leaderEpoch());
            }
        }
    }

    /** Forgets the records before an offset. */
    void forgetBefore(TopicPartition partition, long offset) {
        NavigableMap<Long, Optional<Integer>> runs = polled.get(partition);
        Long first = runs == null ? null : runs.lowerKey(offset);
        if (runs != null && first != null) {
            runs.headMap(first, false).clear();
        }
    }

    void forget(TopicPartition partition) {
        polled.remove(partition);
    }
}
