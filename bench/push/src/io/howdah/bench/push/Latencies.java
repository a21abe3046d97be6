package io.howdah.bench.push;

import java.util.Arrays;

/** How long each frame was on its way to each client, in nanoseconds. Written by one event loop, read when nothing is on its way. */
final class Latencies implements FrameReader.Listener {

    private final long[] sent;
    private long[] values = new long[1024];
    private int size;

    /** Makes it for so many frames. */
    Latencies(int frames) {
        sent = new long[frames];
    }

    /** This frame begins its way now. */
    synchronized void sent(long number) {
        sent[(int) (number - Frames.FIRST) % sent.length] = System.nanoTime();
    }

    @Override
    public synchronized void frame(long number, int bytes) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = System.nanoTime() - sent[(int) (number - Frames.FIRST) % sent.length];
    }

    /** All since the last time. */
    synchronized long[] take() {
        long[] taken = Arrays.copyOf(values, size);
        size = 0;
        return taken;
    }
}
