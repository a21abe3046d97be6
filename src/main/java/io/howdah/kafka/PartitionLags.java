package io.howdah.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How many records of each partition the consumers of this process have not read yet: {@code howdah.ingest.lag}. */
public final class PartitionLags implements MeterBinder {

    private final Map<Partition, Lag> lags = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    private record Partition(String group, TopicPartition partition) {}

    /** A number that is read by the registry's thread; the gauge is none before there is a registry. */
    private static final class Lag {
        private volatile long records;
        private volatile @Nullable Gauge gauge;
    }

    /** Makes one for all consumers of a process. */
    public PartitionLags() {}

    @Override
    public void bindTo(MeterRegistry meters) {
        registry = meters;
    }

    /** Notes what a consumer has before it. */
    void set(String group, TopicPartition partition, long records) {
        Lag lag = lags.computeIfAbsent(new Partition(group, partition), key -> new Lag());
        lag.records = records;
        MeterRegistry meters = registry;
        if (lag.gauge == null && meters != null) {
            lag.gauge = Gauge.builder("howdah.ingest.lag", lag, each -> each.records)
                    .description("Records of a partition that were not read yet")
                    .tags(
                            "group",
                            group,
                            "topic",
                            partition.topic(),
                            "partition",
                            Integer.toString(partition.partition()))
                    .register(meters);
        }
    }

    /** Forgets a partition that another process reads now. */
    void remove(String group, TopicPartition partition) {
        Lag lag = lags.remove(new Partition(group, partition));
        MeterRegistry meters = registry;
        if (lag != null && lag.gauge != null && meters != null) {
            meters.remove(lag.gauge);
        }
    }
}
