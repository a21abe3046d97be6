package io.howdah.observe;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Equal jitter for the wait before a retry, so that what failed together does not retry together. */
public final class Jitter {

    private Jitter() {}

    /** Returns a random wait from half of {@code max} to {@code max}, in milliseconds. */
    public static Duration of(Duration max) {
        long millis = max.toMillis();
        return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }
}
