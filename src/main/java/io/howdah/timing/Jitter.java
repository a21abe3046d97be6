package io.howdah.timing;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Random delays, so that clients or tasks that failed at the same time do not retry at the same time. */
public final class Jitter {

    private Jitter() {}

    /** Returns a random delay from half of {@code max} to {@code max} ("equal jitter"), in milliseconds. */
    public static Duration of(Duration max) {
        long millis = max.toMillis();
        return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    /** Returns a random delay from {@code min} up to, but not including, {@code max}, in milliseconds. */
    public static Duration between(Duration min, Duration max) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(min.toMillis(), max.toMillis()));
    }
}
