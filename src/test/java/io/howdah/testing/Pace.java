package io.howdah.testing;

import io.howdah.timing.Pause;
import java.time.Duration;

/** The pace of a load: pauses between its steps. To wait for something that happens, use Awaitility. */
public final class Pace {

    private Pace() {}

    /** Returns at this time of {@link System#nanoTime()}. */
    public static void until(long nanoTime) {
        sleep(Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime())));
    }

    /** Waits for a time. */
    public static void sleep(Duration time) {
        try {
            Pause.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
