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

/** Metrics of one ingest route: what happened to its records, and the time of MongoDB commands. Thread-safe. */
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

    /** Time of the newest ingested event. */
    private volatile Instant newest = Instant.MIN;

    private IngestMetrics(MeterRegistry registry, String routeId, String model, IngestRetries retries) {
        this.registry = registry;
        this.routeId = routeId;
        this.model = model;
        this.received = counter("howdah.ingest.records", "Records read");
        this.applied = counter("howdah.ingest.applied", "Records whose documents were written");
        this.collapsed = counter("howdah.ingest.collapsed", "Records replaced by a newer one in their batch");
        this.stale = counter("howdah.ingest.stale", "Records not newer than the stored document");
        this.raced = counter("howdah.ingest.raced", "Writes that lost a race and were decided again");
        this.batch = DistributionSummary.builder("howdah.ingest.batch.size")
                .description("Records per batch")
                .tags("routeId", routeId, "model", model)
                .register(registry);
        this.find = timer("howdah.ingest.find", "Time to read the stored documents of a batch");
        this.write = timer("howdah.ingest.write", "Time to write a batch");
        waits("howdah.ingest.paused", "1 while the route waits for an operator", retries, IngestRetries.Kind.OPERATOR);
        waits(
                "howdah.ingest.waiting",
                "1 while the route waits after an infrastructure error, or for more than 5 s for MongoDB",
                retries,
                IngestRetries.Kind.INFRASTRUCTURE);
        TimeGauge.builder("howdah.model.age", this::age, TimeUnit.SECONDS)
                .description("Time since the newest event that this route has ingested")
                .tags("routeId", routeId, "model", model)
                .register(registry);
    }

    /** Metrics of all ingest routes of the process. */
    static final class All {
        private final Map<String, IngestMetrics> routes = new ConcurrentHashMap<>();
        private final IngestRetries retries;

        All(IngestRetries retries) {
            this.retries = retries;
        }

        IngestMetrics of(Exchange exchange, String model) {
            IngestMetrics existing = routes.get(exchange.getFromRouteId());
            return existing == null ? of(registry(exchange), exchange.getFromRouteId(), model) : existing;
        }

        IngestMetrics of(MeterRegistry registry, String routeId, String model) {
            return routes.computeIfAbsent(routeId, id -> new IngestMetrics(registry, id, model, retries));
        }

        /** Returns the registry of Camel's own metrics, or one that discards the values if there is none. */
        private static MeterRegistry registry(Exchange exchange) {
            MeterRegistry found = exchange.getContext().getRegistry().findSingleByType(MeterRegistry.class);
            return found == null ? new CompositeMeterRegistry() : found;
        }
    }

    /** Counts a finished batch. */
    void add(Batch done) {
        IngestOutcome outcome = done.outcome();
        received.increment(done.size());
        applied.increment(outcome.applied());
        collapsed.increment(outcome.collapsed());
        stale.increment(outcome.stale());
        raced.increment(done.raced());
        batch.record(done.size());
        if (done.newest().isAfter(newest)) {
            // A lost update between consumers of a route is corrected by their next batch.
            newest = done.newest();
        }
        done.deadLetters().forEach(letter -> deadLetters(letter.error()).increment());
    }

    /** Returns the age in seconds: NaN before the first event, 0 for an event from a clock that is ahead. */
    private double age() {
        Instant last = newest;
        return last.equals(Instant.MIN)
                ? Double.NaN
                : Math.max(0, Duration.between(last, Instant.now()).toMillis() / 1000.0);
    }

    private void waits(String name, String description, IngestRetries retries, IngestRetries.Kind kind) {
        Gauge.builder(name, () -> retries.has(routeId, kind) ? 1 : 0)
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
                        .description("Records sent to the dead-letter topic")
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
