package io.howdah.security.oidc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When something may be tried: after a success not again for a while, after a failure later and later, from one second to half
 * a minute. Not to be shared by threads without a lock.
 */
final class Attempts {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MAX_DURATION = Duration.ofSeconds(30);

    private final Duration afterSuccess;
    private final InstantSource clock;
    private Duration delay = FIRST;
    private Instant next = Instant.EPOCH;

    Attempts(Duration afterSuccess, InstantSource clock) {
        this.afterSuccess = afterSuccess;
        this.clock = clock;
    }

    boolean isTime() {
        return !clock.instant().isBefore(next);
    }

    void succeeded() {
        delay = FIRST;
        next = clock.instant().plus(afterSuccess);
    }

    void failed() {
        next = clock.instant().plus(delay);
        Duration doubled = delay.multipliedBy(2);
        delay = doubled.compareTo(MAX_DURATION) < 0 ? doubled : MAX_DURATION;
    }
}
