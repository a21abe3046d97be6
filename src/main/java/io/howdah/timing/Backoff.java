package io.howdah.timing;

import java.time.Duration;

/**
 * Exponential backoff with {@link Jitter}: the delay doubles with each failed attempt.
 *
 * @param first the maximum delay after the first failed attempt
 * @param max the maximum delay after any failed attempt
 */
public record Backoff(Duration first, Duration max) {

    private static final int MAX_DOUBLINGS = 20;

    /**
     * Returns the delay before the next attempt: from half of the current maximum to the full maximum.
     *
     * @param failures number of consecutive failed attempts, at least 1
     */
    public Duration after(int failures) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        return Jitter.of(doubled.compareTo(max) < 0 ? doubled : max);
    }
}
