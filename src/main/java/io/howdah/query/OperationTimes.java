package io.howdah.query;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** How long what clients ask for took, by what became of it: a histogram for each. Nothing is counted before there is a registry. */
public final class OperationTimes implements MeterBinder {

    private static final Duration[] BOUNDS = LongStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final String name;
    private final String description;
    private volatile @Nullable MeterProvider<Timer> timers;

    /** Makes one of this name, such as {@code howdah.rest.request}. */
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
     * Notes that something is done.
     *
     * @param began when it began, as of {@link System#nanoTime()}
     * @param labels label, value, label, value; always the same labels
     */
    public void record(long began, String... labels) {
        MeterProvider<Timer> known = timers;
        if (known != null) {
            known.withTags(labels).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        }
    }
}
