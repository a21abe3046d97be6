package io.howdah.timing;

import java.time.Duration;

/**
 * Exponential backoff with {@link Jitter}: the delay doubles with each failed attempt.
 *
 * @param first the longest delay after the first failed attempt
 * @param max the longest delay after any
 */
public record Backoff(Duration first, Duration max) {

    private static final int MAX_DOUBLINGS = 20;

    /**
     * Returns the delay before the next attempt: from half of the present limit to all of it.
     *
     * @param failures how many attempts in a row have failed, at least 1
     */
    public Duration after(int failures) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        return Jitter.of(doubled.compareTo(max) < 0 ? doubled : max);
    }
}
