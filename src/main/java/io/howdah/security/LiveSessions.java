package io.howdah.security;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Tracks the sessions of long-lived connections. Ends each when it expires or is revoked, in Howdah or at its provider.
 * Thread-safe.
 */
public final class LiveSessions {

    private final Revocations revocations;
    private final LiveTokens tokens;
    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();

    private static final class Watched {
        private final Session session;
        private final Context context;
        private final Runnable end;

        Watched(Session session, Context context, Runnable end) {
            this.session = session;
            this.context = context;
            this.end = end;
        }
    }

    /**
     * Creates an instance without sessions.
     *
     * @param revocations the revocations to apply
     * @param provider introspects an opaque token without a cache
     * @param period the interval between introspections of a token
     * @param maxPerSecond the maximum number of introspections per second
     */
    public LiveSessions(
            Revocations revocations,
            Function<OpaqueToken, Future<Session>> provider,
            Duration period,
            int maxPerSecond) {
        this.revocations = revocations;
        this.tokens =
                new LiveTokens(provider, period, maxPerSecond, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        revocations.onChange(this::endRevoked);
    }

    /**
     * Watches a session.
     *
     * @param context the connection's context, which runs {@code end} once
     * @return stops the watch; run it when the connection has ended. Idempotent.
     */
    public Runnable watch(Session session, Context context, Runnable end) {
        Watched added = new Watched(session.issuedAt(Instant.now()), context, end);
        watched.add(added);
        long timer = session.expires()
                .map(until -> context.owner().setTimer(millisUntil(until), now -> end(added)))
                .orElse(-1L);
        Runnable forget = session.opaque()
                .map(token -> tokens.watch(timer(context.owner()), token, session.principal(), () -> endSoon(added)))
                .orElse(() -> {});
        if (revocations.isRevoked(session)) {
            // Revoked before the watch.
            endSoon(added);
        }
        return () -> {
            forget.run();
            watched.remove(added);
            context.owner().cancelTimer(timer);
        };
    }

    private static long millisUntil(Instant until) {
        return Math.max(1, Duration.between(Instant.now(), until).toMillis());
    }

    private void end(Watched one) {
        if (watched.remove(one)) {
            one.end.run();
        }
    }

    private void endRevoked() {
        watched.stream().filter(one -> revocations.isRevoked(one.session)).forEach(this::endSoon);
    }

    private static UnaryOperator<Runnable> timer(Vertx vertx) {
        return tick -> {
            long timer = vertx.setPeriodic(LiveTokens.TICK.toMillis(), now -> tick.run());
            return () -> vertx.cancelTimer(timer);
        };
    }

    private void endSoon(Watched one) {
        one.context.runOnContext(now -> end(one));
    }

    /** Registers the metrics. */
    public void bindTo(MeterRegistry meters) {
        tokens.bindTo(meters);
    }
}
