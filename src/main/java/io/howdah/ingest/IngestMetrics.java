package io.howdah.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;

/** What ingest tells Prometheus: of each route and model, what became of records, and how long MongoDB took. */
final class IngestMetrics {

    private final MeterRegistry registry;
    private final String routeId;
    private final String model;
    private final Map<String, Counter> deadLetters = new ConcurrentHashMap<>();
    private final Counter received;
    private final Counter applied;
    private final Counter collapsed;
    private final Counter stale;
    private final Counter raced;
    private final DistributionSummary batch;
    private final Timer find;
    private final Timer write;

    /** The time of the newest event that was taken. */
    private volatile Instant newest = Instant.MIN;

    private IngestMetrics(MeterRegistry registry, String routeId, String model, IngestRetries troubles) {
        this.registry = registry;
        this.routeId = routeId;
        this.model = model;
        this.received = counter("howdah.ingest.records", "Records that were read");
        this.applied = counter("howdah.ingest.applied", "Records whose documents were written");
        this.collapsed = counter("howdah.ingest.collapsed", "Records that a newer one of their batch made needless");
        this.stale = counter("howdah.ingest.stale", "Records that were not newer than what is stored");
        this.raced = counter("howdah.ingest.raced", "Writes that came too late and were decided again");
        this.batch = DistributionSummary.builder("howdah.ingest.batch.size")
                .description("Records of a batch")
                .tags("routeId", routeId, "model", model)
                .register(registry);
        this.find = timer("howdah.ingest.find", "Time to read what is stored of a batch's keys");
        this.write = timer("howdah.ingest.write", "Time to write a batch");
        waits("howdah.ingest.paused", "1 while the route waits for a person", troubles, IngestRetries.Kind.PERSON);
        waits(
                "howdah.ingest.waiting",
                "1 while the route waits for what is away, or for an answer of MongoDB for 5 s",
                troubles,
                IngestRetries.Kind.OUTSIDE);
        TimeGauge.builder("howdah.model.age", this::age, TimeUnit.SECONDS)
                .description("Time since the newest event that the read model has taken from this route")
                .tags("routeId", routeId, "model", model)
                .register(registry);
    }

    /** The metrics of all routes of a process. */
    static final class All {
        private final Map<String, IngestMetrics> routes = new ConcurrentHashMap<>();
        private final IngestRetries troubles;

        All(IngestRetries troubles) {
            this.troubles = troubles;
        }

        IngestMetrics of(Exchange exchange, String model) {
            IngestMetrics known = routes.get(exchange.getFromRouteId());
            return known == null ? of(registry(exchange), exchange.getFromRouteId(), model) : known;
        }

        IngestMetrics of(MeterRegistry registry, String routeId, String model) {
            return routes.computeIfAbsent(routeId, id -> new IngestMetrics(registry, id, model, troubles));
        }

        /** The registry that Camel's own metrics are in; without one they are counted for nobody. */
        private static MeterRegistry registry(Exchange exchange) {
            MeterRegistry found = exchange.getContext().getRegistry().findSingleByType(MeterRegistry.class);
            return found == null ? new CompositeMeterRegistry() : found;
        }
    }

    /** Counts a batch that is through. */
    void add(Batch done) {
        IngestOutcome outcome = done.outcome();
        received.increment(done.size());
        applied.increment(outcome.applied());
        collapsed.increment(outcome.collapsed());
        stale.increment(outcome.stale());
        raced.increment(done.raced());
        batch.record(done.size());
        if (done.newest().isAfter(newest)) {
            // A rare race of a route's consumers is made good by their next batch.
            newest = done.newest();
        }
        done.deadLetters().forEach(letter -> deadLetters(letter.error()).increment());
    }

    /** In seconds; no number before the first event, and 0 for one of a clock that is ahead. */
    private double age() {
        Instant last = newest;
        return last.equals(Instant.MIN)
                ? Double.NaN
                : Math.max(0, Duration.between(last, Instant.now()).toMillis() / 1000.0);
    }

    private void waits(String name, String description, IngestRetries troubles, IngestRetries.Kind kind) {
        Gauge.builder(name, () -> troubles.has(routeId, kind) ? 1 : 0)
                .description(description)
                .tags("routeId", routeId, "model", model)
                .register(registry);
    }

    Timer find() {
        return find;
    }

    Timer write() {
        return write;
    }

    private Counter deadLetters(String error) {
        return deadLetters.computeIfAbsent(
                error,
                name -> Counter.builder("howdah.ingest.dead.letters")
                        .description("Records that went to the dead-letter topic")
                        .tags("routeId", routeId, "model", model, "error", name.substring(name.lastIndexOf('.') + 1))
                        .register(registry));
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name)
                .description(description)
                .tags("routeId", routeId, "model", model)
                .register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .tags("routeId", routeId, "model", model)
                .register(registry);
    }
}
