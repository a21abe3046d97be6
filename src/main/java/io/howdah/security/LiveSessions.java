package io.howdah.security;

import io.vertx.core.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions of connections that last: each is ended when its time is over, or when it is revoked. */
public final class LiveSessions {

    private final Revocations revocations;
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

    /** Makes them; these revocations hold for them. */
    public LiveSessions(Revocations revocations) {
        this.revocations = revocations;
        revocations.onChange(this::endRevoked);
    }

    /**
     * Watches one.
     *
     * @param context the connection's, on which {@code end} is run, once
     * @return what forgets it, to be run when the connection has ended; harmless when repeated
     */
    public Runnable watch(Session session, Context context, Runnable end) {
        Watched one = new Watched(session.seen(Instant.now()), context, end);
        watched.add(one);
        long timer = session.expires()
                .map(until -> context.owner().setTimer(left(until), now -> end(one)))
                .orElse(-1L);
        if (revocations.isRevoked(session)) {
            // Meanwhile.
            context.runOnContext(now -> end(one));
        }
        return () -> {
            watched.remove(one);
            context.owner().cancelTimer(timer);
        };
    }

    private static long left(Instant until) {
        return Math.max(1, Duration.between(Instant.now(), until).toMillis());
    }

    private void end(Watched one) {
        if (watched.remove(one)) {
            one.end.run();
        }
    }

    private void endRevoked() {
        watched.stream()
                .filter(one -> revocations.isRevoked(one.session))
                .forEach(one -> one.context.runOnContext(now -> end(one)));
    }
}
