package io.howdah.chaos.loads;

import java.util.concurrent.locks.LockSupport;

/** Keeps a pace. */
public final class Pause {

    private Pause() {}

    /** Returns at this time of {@link System#nanoTime()}. */
    public static void until(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
