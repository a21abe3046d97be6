package io.howdah.push.channel;

import io.howdah.push.CloseCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe metrics of the channels, {@code howdah_push_*}. Looks up the registry lazily, because Camel creates it
 * while it starts.
 */
final class PushMetrics {

    /** Sources of missed events; values of the label {@code source}. */
    static final String REPLAY_BUFFER = "ring";

    static final String STREAM = "stream";
    static final String RESYNC = "resync";

    /** Histogram bounds: from an idle process on one machine to one that is far behind. */
    private static final Duration[] LATENCIES = LongStream.of(
                    5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final CamelContext context;
    private final IntSupplier subscribers;
    private final Map<String, IntSupplier> snapshots;
    private final List<MeterBinder> others = new ArrayList<>();
    private final LongAdder queued = new LongAdder();
    private final Map<String, IntSupplier> channels = new ConcurrentHashMap<>();
    private final Map<String, Timer> latencies = new ConcurrentHashMap<>();
    private volatile @Nullable Meters meters;

    /** Meters that exist from the start. */
    private record Meters(
            MeterRegistry registry,
            Counter events,
            Counter bytes,
            Counter conflated,
            Counter skipped,
            Map<CloseCode, Counter> closed,
            Map<String, Counter> catchUps) {}

    /**
     * Creates metrics without a registry.
     *
     * @param snapshots number of snapshots by state
     */
    PushMetrics(CamelContext context, IntSupplier subscribers, Map<String, IntSupplier> snapshots) {
        this.snapshots = snapshots;
        this.context = context;
        this.subscribers = subscribers;
    }

    /** Adds metrics to register together with these. */
    synchronized void add(MeterBinder binder) {
        others.add(binder);
    }

    /** Registers all metrics, at zero. Must be called after Camel has started. */
    void start() {
        meters();
    }

    /** Registers the metrics of a channel. */
    synchronized void follow(String channel, IntSupplier ofChannel) {
        Meters made = meters;
        // A channel that returns keeps its metrics.
        if (channels.putIfAbsent(channel, ofChannel) == null && made != null) {
            measure(made.registry(), channel, ofChannel);
        }
    }

    /** Counts an event sent to a client. */
    void sent(int bytes) {
        Meters all = meters();
        all.events().increment();
        all.bytes().increment(bytes);
    }

    /** Adds queued bytes; negative for fewer. */
    void queued(long change) {
        queued.add(change);
    }

    /** Records the latency from an event until an event loop has written it to its sockets. */
    void written(String channel, ChannelEvent event) {
        Timer latency = latencies.get(channel);
        Instant time = event.change().map(StoredChange::time).orElse(null);
        if (latency != null && time != null) {
            Duration since = Duration.between(time, Instant.now());
            latency.record(since.isNegative() ? Duration.ZERO : since);
        }
    }

    /** Counts a conflated change. */
    void conflated() {
        meters().conflated().increment();
    }

    /** Counts a skipped change. */
    void skipped() {
        meters().skipped().increment();
    }

    /** Counts a connection that the server closed. */
    void closed(CloseCode code) {
        Objects.requireNonNull(meters().closed().get(code)).increment();
    }

    /** Counts a subscription that has caught up, or that got a resync. */
    void recovered(String source) {
        Objects.requireNonNull(meters().catchUps().get(source)).increment();
    }

    private Meters meters() {
        Meters made = meters;
        return made == null ? create() : made;
    }

    private synchronized Meters create() {
        Meters known = meters;
        if (known != null) {
            return known;
        }
        MeterRegistry found = context.getRegistry().findSingleByType(MeterRegistry.class);
        if (found == null) {
            // Discarded; the next call looks again.
            return of(new CompositeMeterRegistry());
        }
        Meters made = of(found);
        Gauge.builder("howdah.push.connections", subscribers::getAsInt)
                .description("Connected subscribers")
                .register(found);
        Gauge.builder("howdah.push.queue.bytes", queued::sum)
                .description("Bytes queued for subscribers that do not keep up")
                .register(found);
        snapshots.forEach((state, number) -> Gauge.builder("howdah.push.snapshots", number::getAsInt)
                .description("Snapshots queued or being sent")
                .tag("state", state)
                .register(found));
        channels.forEach((channel, ofChannel) -> measure(found, channel, ofChannel));
        others.forEach(binder -> binder.bindTo(found));
        meters = made;
        return made;
    }

    private static Meters of(MeterRegistry registry) {
        return new Meters(
                registry,
                counter(registry, "howdah.push.frames", "Events sent to subscribers"),
                counter(registry, "howdah.push.bytes", "Bytes of events sent to subscribers"),
                counter(registry, "howdah.push.conflated", "Changes that replaced a queued one"),
                counter(registry, "howdah.push.skipped", "Changes that concerned no subscriber of this process"),
                new EnumMap<>(counters(
                        List.of(CloseCode.values()),
                        code -> Counter.builder("howdah.push.closed")
                                .description("Connections closed by the server")
                                .tag("code", Short.toString(code.code()))
                                .register(registry))),
                counters(
                        List.of(REPLAY_BUFFER, STREAM, RESYNC),
                        source -> Counter.builder("howdah.push.recoveries")
                                .description("Subscribers that reconnected, by source of the missed events")
                                .tag("source", source)
                                .register(registry)));
    }

    private static <T> Map<T, Counter> counters(List<T> of, Function<T, Counter> make) {
        return of.stream().collect(Collectors.toMap(Function.identity(), make));
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private void measure(MeterRegistry registry, String channel, IntSupplier ofChannel) {
        latencies.put(
                channel,
                Timer.builder("howdah.push.latency")
                        .description("Time from an event until it was written to the sockets of an event loop")
                        .tag("channel", channel)
                        .serviceLevelObjectives(LATENCIES)
                        .register(registry));
        Gauge.builder("howdah.push.subscriptions", ofChannel::getAsInt)
                .description("Subscriptions of a channel")
                .tag("channel", channel)
                .register(registry);
    }
}
