package io.howdah.bench.push;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Publishes so many frames each second, whatever becomes of them, and takes note of how long they are on their way. */
final class Pace {

    private final Load.Publisher publisher;
    private final Sockets sockets;
    private final Latencies latencies;
    private final int receivers;
    private long number = Frames.FIRST;

    /**
     * Makes it.
     *
     * @param receivers how many clients get each frame
     */
    Pace(Load.Publisher publisher, Sockets sockets, Latencies latencies, int receivers) {
        this.publisher = publisher;
        this.sockets = sockets;
        this.latencies = latencies;
        this.receivers = receivers;
    }

    /** Return how long each of the frames took to each of its clients, in nanoseconds. */
    long[] run(int perSecond, int seconds) throws IOException {
        long wanted = sockets.frames() + (long) perSecond * seconds * receivers;
        long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long next = System.nanoTime();
        latencies.take();
        for (int i = 0; i < perSecond * seconds; i++) {
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            next += gap;
            latencies.sent(number);
            publisher.publish(number++);
        }
        Sockets.await("the last of the frames", () -> sockets.frames() >= wanted);
        return latencies.take();
    }
}
