package io.howdah.security;

import io.howdah.security.AuthenticationException.Reason;
import io.howdah.timing.Jitter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Introspects the opaque tokens of open connections once per period, independent of the number of connections. Ends the
 * connections if the provider refuses the token or returns another principal. While the provider does not respond,
 * connections stay open. Thread-safe.
 */
final class LiveTokens {

    /** Interval of the check for due tokens. */
    static final Duration TICK = Duration.ofMillis(100);

    /** Maximum concurrent introspections, so that requests with new tokens do not wait for these. */
    static final int MAX_CONCURRENT = 8;

    /** Maximum delay of the next introspection after the provider did not respond, in milliseconds. */
    private static final long RETRY_MS = 5_000;

    private static final double MS_PER_SECOND = 1_000;

    private enum Outcome {
        ACTIVE,
        ENDED,
        UNAVAILABLE
    }

    private final Function<OpaqueToken, Future<Session>> provider;
    private final long periodMs;
    private final int maxPerSecond;
    private final LongSupplier clock;
    private final Map<Outcome, AtomicLong> outcomes = new EnumMap<>(Outcome.class);
    private final Map<OpaqueToken, Live> tokens = new HashMap<>();
    private final PriorityQueue<Live> queue = new PriorityQueue<>(Comparator.comparingLong(live -> live.due));
    private double permits = 1;
    private long refilledAt;
    private int inFlight;
    private @Nullable Runnable stop;

    private record Connection(Principal principal, Runnable end) {
        boolean isOf(Principal now) {
            return principal.subject().equals(now.subject())
                    && principal.roles().equals(now.roles());
        }
    }

    /** A token with its connections. In the queue except during its introspection. */
    private static final class Live {
        private final OpaqueToken token;
        private final List<Connection> connections = new ArrayList<>();
        private long due;

        Live(OpaqueToken token, long due) {
            this.token = token;
            this.due = due;
        }
    }

    /**
     * Creates an instance without tokens.
     *
     * @param provider introspects a token without a cache
     * @param period the interval between introspections of a token
     * @param maxPerSecond the maximum number of introspections per second
     * @param clock a monotonic time in milliseconds
     */
    LiveTokens(Function<OpaqueToken, Future<Session>> provider, Duration period, int maxPerSecond, LongSupplier clock) {
        this.provider = provider;
        this.periodMs = period.toMillis();
        this.maxPerSecond = maxPerSecond;
        this.clock = clock;
        this.refilledAt = clock.getAsLong();
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new AtomicLong());
        }
    }

    /** Registers the metrics. */
    void bindTo(MeterRegistry meters) {
        outcomes.forEach(
                (outcome, count) -> FunctionCounter.builder("howdah.auth.live.checks", count, AtomicLong::doubleValue)
                        .description("Introspections of opaque tokens of open connections")
                        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                        .register(meters));
        Gauge.builder("howdah.auth.live.tokens", this, LiveTokens::size)
                .description("Opaque tokens of open connections")
                .register(meters);
        Gauge.builder("howdah.auth.live.check.delay", this, LiveTokens::delay)
                .description("Delay of the next due introspection of an open connection's token")
                .baseUnit("seconds")
                .register(meters);
    }

    /**
     * Watches a connection.
     *
     * @param timer calls its argument every {@link #TICK} until the returned task is run
     * @param end ends the connection; called on any thread, without a lock
     * @return stops the watch; idempotent
     */
    synchronized Runnable watch(UnaryOperator<Runnable> timer, OpaqueToken token, Principal principal, Runnable end) {
        Live live = tokens.computeIfAbsent(token, this::add);
        Connection connection = new Connection(principal, end);
        live.connections.add(connection);
        if (stop == null) {
            stop = timer.apply(this::tick);
        }
        return () -> forget(live, connection);
    }

    private Live add(OpaqueToken token) {
        Live live = new Live(token, next(periodMs));
        queue.add(live);
        return live;
    }

    /** Returns a random time in the second half of the interval, so that tokens that started together spread out. */
    private long next(long withinMs) {
        return clock.getAsLong() + Jitter.of(Duration.ofMillis(withinMs)).toMillis();
    }

    private synchronized void forget(Live live, Connection connection) {
        live.connections.remove(connection);
        drop(live);
    }

    private void drop(Live live) {
        if (live.connections.isEmpty() && tokens.remove(live.token, live)) {
            queue.remove(live);
        }
        if (tokens.isEmpty() && stop != null) {
            stop.run();
            stop = null;
        }
    }

    /** Introspects the due tokens within the limits. */
    void tick() {
        due().forEach(live -> provider.apply(live.token).onComplete(result -> complete(live, result)));
    }

    private synchronized List<Live> due() {
        long now = clock.getAsLong();
        double perTick = maxPerSecond * TICK.toMillis() / MS_PER_SECOND;
        permits = Math.min(Math.max(1, perTick), permits + maxPerSecond * (now - refilledAt) / MS_PER_SECOND);
        refilledAt = now;
        List<Live> due = new ArrayList<>();
        for (Live next = queue.peek();
                next != null && next.due <= now && permits >= 1 && inFlight < MAX_CONCURRENT;
                next = queue.peek()) {
            due.add(queue.remove());
            permits--;
            inFlight++;
        }
        return due;
    }

    private void complete(Live live, AsyncResult<Session> result) {
        apply(live, result).forEach(connection -> connection.end.run());
    }

    /** Applies the result of an introspection, and returns the connections that must end. */
    private synchronized List<Connection> apply(Live live, AsyncResult<Session> result) {
        inFlight--;
        boolean known = result.succeeded() || isRefusal(result.cause());
        List<Connection> ended = known
                ? live.connections.stream()
                        .filter(one ->
                                result.failed() || !one.isOf(result.result().principal()))
                        .toList()
                : List.of();
        Outcome outcome = !known ? Outcome.UNAVAILABLE : ended.isEmpty() ? Outcome.ACTIVE : Outcome.ENDED;
        Objects.requireNonNull(outcomes.get(outcome)).incrementAndGet();
        live.connections.removeAll(ended);
        live.due = next(known ? periodMs : Math.min(periodMs, RETRY_MS));
        drop(live);
        if (tokens.get(live.token) == live) {
            queue.add(live);
        }
        return ended;
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof AuthenticationException refusal && refusal.reason() != Reason.UNAVAILABLE;
    }

    private synchronized double size() {
        return tokens.size();
    }

    private synchronized double delay() {
        Live next = queue.peek();
        return next == null ? 0 : Math.max(0, clock.getAsLong() - next.due) / MS_PER_SECOND;
    }
}
