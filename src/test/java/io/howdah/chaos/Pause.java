package io.howdah.chaos;

import java.util.concurrent.locks.LockSupport;

/** Keeps a pace. */
final class Pause {

    private Pause() {}

    /** Returns at this time of {@link System#nanoTime()}. */
    static void until(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
