package io.howdah.query;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Histogram of the durations of operations, by labels such as the outcome. It records nothing until it is bound to a
 * registry. Thread-safe.
 */
public final class OperationTimes implements MeterBinder {

    private static final Duration[] BOUNDS = LongStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final String name;
    private final String description;
    private volatile @Nullable MeterProvider<Timer> timers;

    /**
     * Creates a timer.
     *
     * @param name the metric's name, such as {@code howdah.rest.request}
     * @param description the metric's help text
     */
    public OperationTimes(String name, String description) {
        this.name = name;
        this.description = description;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        timers = Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(BOUNDS)
                .withRegistry(registry);
    }

    /**
     * Records the duration of an operation that has just ended.
     *
     * @param startedAt when it started, from {@link System#nanoTime()}
     * @param labels label, value, label, value; always the same labels in the same order
     */
    public void record(long startedAt, String... labels) {
        MeterProvider<Timer> provider = timers;
        if (provider != null) {
            provider.withTags(labels).record(System.nanoTime() - startedAt, TimeUnit.NANOSECONDS);
        }
    }
}
