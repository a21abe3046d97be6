package io.howdah.timing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Pauses of one thread. Any thread can end them permanently, and an interrupt of the waiting thread ends the current pause. */
public final class Pause {

    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * Waits for a time, or until {@link #end()}.
     *
     * @return whether the pauses were ended; if so, the caller stops
     */
    public boolean await(Duration time) throws InterruptedException {
        return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends this pause and all later ones. */
    public void end() {
        ended.countDown();
    }

    /** Returns whether the pauses were ended. */
    public boolean isEnded() {
        return ended.getCount() == 0;
    }

    /** Waits for a time that only an interrupt can cut short. */
    public static void sleep(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    /**
     * Polls a condition until it is true or the time is over. An interrupt ends the wait, and the interrupt flag stays set.
     *
     * @param interval the pause between two polls
     * @return whether the condition became true
     */
    public static boolean until(BooleanSupplier condition, Duration interval, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(left, interval.toNanos()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
