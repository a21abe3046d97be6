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
 * Leader epochs of the records that a consumer has polled and not committed. Camel passes on a record's offset, but not
 * its epoch. After a truncation of the log, reused offsets have a greater epoch. Written by the consumer's thread, read
 * by any.
 */
public final class LeaderEpochs {

    /** By partition: the first offset of each run of records with the same epoch. */
    private final Map<TopicPartition, NavigableMap<Long, Optional<Integer>>> polled = new ConcurrentHashMap<>();

    LeaderEpochs() {}

    /**
     * Returns the leader epoch of a record.
     *
     * @param consumer the consumer that polled the record
     * @return the epoch, or empty if the log does not contain it, as in old message formats
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
        // After a seek or a truncation, the offsets continue from here.
        runs.tailMap(records.get(0).offset(), true).clear();
        for (ConsumerRecord<Object, Object> record : records) {
            Map.Entry<Long, Optional<Integer>> last = runs.lastEntry();
            if (last == null || !last.getValue().equals(record.leaderEpoch())) {
                runs.put(record.offset(), record.leaderEpoch());
            }
        }
    }

    /** Removes the records before an offset. */
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
