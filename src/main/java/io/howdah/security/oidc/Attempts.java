package io.howdah.security.oidc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Backoff of requests to an issuer: a fixed interval after a success, and one second to half a minute after failures. Not
 * thread-safe.
 */
final class Attempts {

    private static final Duration MIN_DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_DELAY = Duration.ofSeconds(30);

    private final Duration afterSuccess;
    private final InstantSource clock;
    private Duration delay = MIN_DELAY;
    private Instant next = Instant.EPOCH;

    Attempts(Duration afterSuccess, InstantSource clock) {
        this.afterSuccess = afterSuccess;
        this.clock = clock;
    }

    /** Returns whether the interval or backoff has passed. */
    boolean isDue() {
        return !clock.instant().isBefore(next);
    }

    void succeeded() {
        delay = MIN_DELAY;
        next = clock.instant().plus(afterSuccess);
    }

    void failed() {
        next = clock.instant().plus(delay);
        Duration doubled = delay.multipliedBy(2);
        delay = doubled.compareTo(MAX_DELAY) < 0 ? doubled : MAX_DELAY;
    }
}
