package io.howdah.push;

import io.howdah.security.Session;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;

/** Ends a connection when nobody vouches any more for who is at its other end. */
public final class Expiry {

    private final Runnable cancel;

    private Expiry(Runnable cancel) {
        this.cancel = cancel;
    }

    /** Does this on the present event loop when the session expires, unless it is cancelled before. */
    public static Expiry watch(Vertx vertx, Session session, Runnable expired) {
        if (session.expires().isEmpty()) {
            return new Expiry(() -> {});
        }
        long left = Duration.between(Instant.now(), session.expires().get()).toMillis();
        long timer = vertx.setTimer(Math.max(1, left), now -> expired.run());
        return new Expiry(() -> vertx.cancelTimer(timer));
    }

    /** Forgets it; harmless when repeated. */
    public void cancel() {
        cancel.run();
    }
}
