package io.howdah.ingest.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Gauges of how far the consumers of this process are behind the end of each partition. {@code howdah.ingest.lag}
 * counts up to the last stable offset, which an open transaction holds back. {@code howdah.ingest.lag.high.watermark}
 * counts up to the high watermark. Thread-safe.
 */
public final class PartitionLags implements MeterBinder {

    private final Map<Partition, Lag> lags = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    private record Partition(String group, TopicPartition partition) {}

    /**
     * Values of one partition, written by a consumer's thread and read by the registry's. It has no gauges until a
     * registry is bound.
     */
    private static final class Lag {
        private volatile long records;
        private volatile long position = Long.MAX_VALUE;
        private volatile long highWatermark;
        private volatile List<Gauge> gauges = List.of();

        /** Returns the distance to the high watermark, which is read less often than the position moves. */
        private long toHighWatermark() {
            return Math.max(records, highWatermark - position);
        }
    }

    /** Creates the gauges of all consumers of the process. */
    public PartitionLags() {}

    @Override
    public void bindTo(MeterRegistry meters) {
        registry = meters;
    }

    /** Sets how many records, up to the last stable offset, a group has not committed. */
    void set(String group, TopicPartition partition, long records) {
        Lag lag = lags.computeIfAbsent(new Partition(group, partition), key -> new Lag());
        lag.records = records;
        MeterRegistry meters = registry;
        if (lag.gauges.isEmpty() && meters != null) {
            lag.gauges = List.of(
                    gauge("howdah.ingest.lag", group, partition, lag, each -> each.records)
                            .description("Records of a partition that are not committed")
                            .register(meters),
                    gauge("howdah.ingest.lag.high.watermark", group, partition, lag, Lag::toHighWatermark)
                            .description("Offsets from the committed position to the high watermark")
                            .register(meters));
        }
    }

    /** Sets the first uncommitted offset of a partition. Has no effect before {@link #set}. */
    void position(String group, TopicPartition partition, long offset) {
        Lag lag = lags.get(new Partition(group, partition));
        if (lag != null) {
            lag.position = offset;
        }
    }

    /**
     * Sets the high watermark of a partition. Has no effect if the group's consumer in this process no longer reads it.
     */
    void highWatermark(String group, TopicPartition partition, long offset) {
        Lag lag = lags.get(new Partition(group, partition));
        if (lag != null) {
            lag.highWatermark = offset;
        }
    }

    private static Gauge.Builder<Lag> gauge(
            String name, String group, TopicPartition partition, Lag lag, ToDoubleFunction<Lag> value) {
        return Gauge.builder(name, lag, value)
                .tags("group", group, "topic", partition.topic(), "partition", Integer.toString(partition.partition()));
    }

    /** Removes a partition that this process no longer reads, with its gauges. */
    void remove(String group, TopicPartition partition) {
        Lag lag = lags.remove(new Partition(group, partition));
        MeterRegistry meters = registry;
        if (lag != null && meters != null) {
            lag.gauges.forEach(meters::remove);
        }
    }
}
