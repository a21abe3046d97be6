package io.howdah.bench.push;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a few frames on their way and never more: the next is published when the one that many before it has reached everybody who
 * gets it. So no contender is asked for more than it can do.
 */
final class Load {

    private final Publisher publisher;
    private final Sockets sockets;
    private final int receivers;
    private final int inFlight;
    private long number = Frames.FIRST;

    interface Publisher {
        void publish(long number) throws IOException;
    }

    /** What a window came to: frames at clients, frames published, processor seconds of the server, seconds. */
    record Window(long deliveries, long published, double cpu, double seconds) {

        double perCpuSecond() {
            return deliveries / cpu;
        }

        double cpuMicrosPerFrame() {
            return cpu * 1e6 / published;
        }
    }

    /**
     * Makes it.
     *
     * @param receivers how many clients get each frame
     * @param inFlight frames on their way at most
     */
    Load(Publisher publisher, Sockets sockets, int receivers, int inFlight) {
        this.publisher = publisher;
        this.sockets = sockets;
        this.receivers = receivers;
        this.inFlight = inFlight;
    }

    /** Runs it so long, until all of it has arrived. */
    Window run(Server server, int seconds) throws IOException {
        long before = sockets.frames();
        double cpu = server.cpu();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long published = 0;
        while (System.nanoTime() < end) {
            awaitAllBut(before, published, inFlight - 1);
            publisher.publish(number++);
            published++;
        }
        awaitAllBut(before, published, 0);
        double used = server.cpu() - cpu;
        return new Window(sockets.frames() - before, published, used, (System.nanoTime() - start) / 1e9);
    }

    private void awaitAllBut(long before, long published, int waiting) {
        long wanted = before + (published - waiting) * receivers;
        Sockets.await("frame " + number + " at its " + receivers + " clients", () -> sockets.frames() >= wanted);
    }
}
