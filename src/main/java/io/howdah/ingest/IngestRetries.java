package io.howdah.ingest;

import io.howdah.observe.AdvisoryHealthCheck;
import io.howdah.timing.Backoff;
import io.howdah.timing.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Tracks why an ingest route is failing and when it retries. Advisory health check {@code ingest}: a restart would not
 * help, and stored documents are still served. Thread-safe.
 */
public final class IngestRetries extends AdvisoryHealthCheck {

    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration SLICE = Duration.ofMillis(50);

    private final Backoff backoff;
    private final BooleanSupplier database;
    private final Map<Consumer, Failure> failures = new ConcurrentHashMap<>();
    /** Consumers that wait for a response of MongoDB, and since when. */
    private final Map<Consumer, Instant> awaiting = new ConcurrentHashMap<>();

    /** Consumer of a route, identified by its thread: the success of one consumer says nothing about another. */
    private record Consumer(String routeId, long thread) {}

    /** Repeated failure of a consumer. */
    record Failure(Kind kind, String reason, Instant since, int tries) {}

    /** What a consumer waits for. */
    enum Kind {
        /** The end of an infrastructure error. */
        INFRASTRUCTURE,
        /** An operator who resumes or rebases its model. */
        OPERATOR
    }

    /**
     * Creates the tracker.
     *
     * @param maxWait the maximum wait between two retries
     * @param database returns whether MongoDB is reachable
     */
    public IngestRetries(Duration maxWait, BooleanSupplier database) {
        super("ingest");
        this.backoff = new Backoff(FIRST_WAIT, maxWait);
        this.database = database;
    }

    /**
     * Records a failure of a route's consumer.
     *
     * @param thread the ID of the consumer's thread
     */
    Failure add(String routeId, long thread, Kind kind, String reason) {
        return failures.merge(
                new Consumer(routeId, thread),
                new Failure(kind, reason, Instant.now(), 1),
                (old, now) -> new Failure(kind, reason, old.since(), old.tries() + 1));
    }

    /** Records that a route's consumer waits for MongoDB. */
    void awaitMongo(String routeId, long thread) {
        awaiting.put(new Consumer(routeId, thread), Instant.now());
    }

    /** Records that MongoDB has responded to a route's consumer, or that the request failed. */
    void mongoResponded(String routeId, long thread) {
        awaiting.remove(new Consumer(routeId, thread));
    }

    /** Returns whether one of a route's consumers waits for this. */
    boolean has(String routeId, Kind kind) {
        return current()
                .anyMatch(each -> each.getKey().routeId().equals(routeId)
                        && each.getValue().kind() == kind);
    }

    private Stream<Map.Entry<Consumer, Failure>> current() {
        return Stream.concat(
                failures.entrySet().stream(),
                awaiting.entrySet().stream()
                        .flatMap(each ->
                                silence(each.getValue()).map(failure -> Map.entry(each.getKey(), failure)).stream()));
    }

    private static Optional<Failure> silence(Instant requestedAt) {
        return io.howdah.observe.FailureState.noResponse(requestedAt)
                .map(silent -> new Failure(Kind.INFRASTRUCTURE, silent.reason(), silent.since(), 0));
    }

    /** Records that a route's consumer continues. */
    void clear(String routeId, long thread) {
        if (!failures.isEmpty()) {
            failures.remove(new Consumer(routeId, thread));
        }
    }

    /** Removes the failures of a stopped route; it starts with new consumers. */
    public void forget(String routeId) {
        failures.keySet().removeIf(consumer -> consumer.routeId().equals(routeId));
        awaiting.keySet().removeIf(consumer -> consumer.routeId().equals(routeId));
    }

    /** Returns how long to wait before the next retry. */
    Duration wait(Failure failure) {
        return backoff.after(failure.tries());
    }

    /** Waits until the time is over, the wait is cancelled, or an unavailable database is back. */
    void waitFor(Duration time, BooleanSupplier isCancelled) {
        boolean away = !database.getAsBoolean();
        var unused = Pause.until(() -> isCancelled.getAsBoolean() || (away && database.getAsBoolean()), SLICE, time);
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Map<String, Failure> now = new TreeMap<>();
        current()
                .forEach(each -> now.merge(
                        each.getKey().routeId(),
                        each.getValue(),
                        (one, other) -> one.since().isBefore(other.since()) ? one : other));
        if (now.isEmpty()) {
            builder.up();
            return;
        }
        builder.message(now.entrySet().stream()
                        .map(each -> each.getKey() + " waits since "
                                + each.getValue().since() + ": "
                                + each.getValue().reason())
                        .collect(Collectors.joining("; ")))
                .down();
    }
}
