package io.howdah.push;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** What the channels tell Prometheus, {@code howdah_push_*}. Camel makes the registry while it starts, so it is looked for late. */
final class PushMetrics {

    /** Sources of what a subscriber missed. */
    static final String RING = "ring";

    static final String STREAM = "stream";
    static final String RESYNC = "resync";

    private final CamelContext context;
    private final IntSupplier subscribers;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private volatile @Nullable Meters meters;

    /** What is always counted. */
    private record Meters(MeterRegistry registry, Counter frames, Counter bytes, Counter conflated, Timer latency) {}

    PushMetrics(CamelContext context, IntSupplier subscribers) {
        this.context = context;
        this.subscribers = subscribers;
    }

    /** A frame went to a client. */
    void wrote(int bytes) {
        Meters all = meters();
        all.frames().increment();
        all.bytes().increment(bytes);
    }

    /** A change was told as soon as it was known: how long after its event. */
    void told(ChannelEvent event) {
        event.change().map(StoredChange::time).ifPresent(time -> {
            Duration since = Duration.between(time, Instant.now());
            meters().latency().record(since.isNegative() ? Duration.ZERO : since);
        });
    }

    /** A change took the place of one that waited. */
    void conflated() {
        meters().conflated().increment();
    }

    /** The server ended a connection. */
    void closed(CloseCode code) {
        count("howdah.push.closed", "Connections that the server ended", "code", Short.toString(code.code()));
    }

    /** A subscriber that was away goes on, or begins anew. */
    void recovered(String source) {
        count(
                "howdah.push.recoveries",
                "Subscribers that came back, by where what they missed came from",
                "source",
                source);
    }

    private void count(String name, String description, String tag, String value) {
        counters.computeIfAbsent(
                        name + value,
                        key -> Counter.builder(name)
                                .description(description)
                                .tag(tag, value)
                                .register(meters().registry()))
                .increment();
    }

    private Meters meters() {
        Meters made = meters;
        return made == null ? make() : made;
    }

    private synchronized Meters make() {
        Meters made = meters;
        if (made != null) {
            return made;
        }
        MeterRegistry found = context.getRegistry().findSingleByType(MeterRegistry.class);
        MeterRegistry registry = found == null ? new CompositeMeterRegistry() : found;
        Gauge.builder("howdah.push.connections", subscribers::getAsInt)
                .description("Subscribers that are connected")
                .register(registry);
        made = new Meters(
                registry,
                counter(registry, "howdah.push.frames", "Frames that were sent to subscribers"),
                counter(registry, "howdah.push.bytes", "Bytes of the frames that were sent to subscribers"),
                counter(registry, "howdah.push.conflated", "Changes that took the place of one that waited"),
                Timer.builder("howdah.push.latency")
                        .description("Time from an event to its frame at the socket")
                        .publishPercentileHistogram()
                        .register(registry));
        meters = made;
        return made;
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
