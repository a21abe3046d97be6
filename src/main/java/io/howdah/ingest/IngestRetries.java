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
 * What keeps ingest routes from going on, how long each waits before it tries again, and what health says of it. That is for
 * people alone: a restart would not cure it, and what is stored is served.
 */
public final class IngestRetries extends AdvisoryHealthCheck {

    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration SLICE = Duration.ofMillis(50);

    private final Backoff backoff;
    private final BooleanSupplier database;
    private final Map<Consumer, Trouble> troubles = new ConcurrentHashMap<>();
    /** Since when a consumer waits for an answer of MongoDB. */
    private final Map<Consumer, Instant> asking = new ConcurrentHashMap<>();

    /** One of a route's consumers, by its thread: another one's success says nothing of it. */
    private record Consumer(String routeId, long thread) {}

    /** What a route tries again and again. */
    record Trouble(Kind kind, String reason, Instant since, int tries) {}

    /** What it waits for. */
    enum Kind {
        /** Something outside that is away. */
        OUTSIDE,
        /** A person who resumes or rebases its model. */
        PERSON
    }

    /**
     * Makes them.
     *
     * @param longestWait how long a route waits at most between two tries
     * @param database tells whether the database can be reached
     */
    public IngestRetries(Duration longestWait, BooleanSupplier database) {
        super("ingest");
        this.backoff = new Backoff(FIRST_WAIT, longestWait);
        this.database = database;
    }

    /** Notes that a route's consumer, by its thread, could not go on. */
    Trouble add(String routeId, long thread, Kind kind, String reason) {
        return troubles.merge(
                new Consumer(routeId, thread),
                new Trouble(kind, reason, Instant.now(), 1),
                (old, now) -> new Trouble(kind, reason, old.since(), old.tries() + 1));
    }

    /** Notes that a route's consumer, by its thread, asks MongoDB. */
    void awaitMongo(String routeId, long thread) {
        asking.put(new Consumer(routeId, thread), Instant.now());
    }

    /** Notes that MongoDB has answered a route's consumer, or that it has failed. */
    void mongoResponded(String routeId, long thread) {
        asking.remove(new Consumer(routeId, thread));
    }

    /** Return whether one of a route's consumers waits for this. */
    boolean has(String routeId, Kind kind) {
        return present()
                .anyMatch(each -> each.getKey().routeId().equals(routeId)
                        && each.getValue().kind() == kind);
    }

    private Stream<Map.Entry<Consumer, Trouble>> present() {
        return Stream.concat(
                troubles.entrySet().stream(),
                asking.entrySet().stream()
                        .flatMap(each ->
                                silence(each.getValue()).map(trouble -> Map.entry(each.getKey(), trouble)).stream()));
    }

    private static Optional<Trouble> silence(Instant asked) {
        return io.howdah.observe.FailureState.noAnswer(asked)
                .map(silent -> new Trouble(Kind.OUTSIDE, silent.reason(), silent.since(), 0));
    }

    /** Notes that a route's consumer, by its thread, goes on. */
    void clear(String routeId, long thread) {
        if (!troubles.isEmpty()) {
            troubles.remove(new Consumer(routeId, thread));
        }
    }

    /** Forgets a route's troubles, of all its consumers: it was stopped, and begins anew with others. */
    public void forget(String routeId) {
        troubles.keySet().removeIf(consumer -> consumer.routeId().equals(routeId));
        asking.keySet().removeIf(consumer -> consumer.routeId().equals(routeId));
    }

    /** Returns how long to wait before the next retry. */
    Duration wait(Trouble trouble) {
        return backoff.after(trouble.tries());
    }

    /** Waits, but not longer than until it is called off, or until the database is back that was away. */
    void waitFor(Duration time, BooleanSupplier calledOff) {
        boolean away = !database.getAsBoolean();
        var unused = Pause.until(() -> calledOff.getAsBoolean() || (away && database.getAsBoolean()), SLICE, time);
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Map<String, Trouble> now = new TreeMap<>();
        present()
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
