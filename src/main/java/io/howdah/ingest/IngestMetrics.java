package io.howdah.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    private IngestMetrics(MeterRegistry registry, String routeId, String model) {
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
    }

    /** The metrics of all routes of a process. */
    static final class All {
        private final Map<String, IngestMetrics> routes = new ConcurrentHashMap<>();

        IngestMetrics of(Exchange exchange, String model) {
            return routes.computeIfAbsent(
                    exchange.getFromRouteId(), routeId -> new IngestMetrics(registry(exchange), routeId, model));
        }

        /** The registry that Camel's own metrics are in; without one they are counted for nobody. */
        private static MeterRegistry registry(Exchange exchange) {
            MeterRegistry found = exchange.getContext().getRegistry().findSingleByType(MeterRegistry.class);
            return found == null ? new io.micrometer.core.instrument.composite.CompositeMeterRegistry() : found;
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
        done.deadLetters().forEach(letter -> deadLetters(letter.error()).increment());
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
