package io.howdah.ingest;

import java.util.BitSet;

/** How many of a route's last records were dead letters. Used by one thread at a time. */
public final class DeadLetterRatio {

    /** How many records are looked at. */
    public static final int WINDOW = 1000;

    private final double limit;
    private final BitSet dead = new BitSet(WINDOW);
    private int next;

    /** Allows this share of the last {@value #WINDOW} records, from 0 to 1. */
    public DeadLetterRatio(double limit) {
        this.limit = limit;
    }

    /** Whether the share would be beyond the limit with this many records more, these of them dead letters. */
    public synchronized boolean wouldExceed(int records, int deadLetters) {
        int old = Math.max(0, WINDOW - records);
        int kept = 0;
        for (int back = 1; back <= old; back++) {
            kept += dead.get(Math.floorMod(next - back, WINDOW)) ? 1 : 0;
        }
        double share = (kept + deadLetters) / (double) Math.max(WINDOW, records);
        return share > limit;
    }

    /** Counts a batch that is through. */
    public synchronized void add(int records, int deadLetters) {
        for (int i = 0; i < Math.min(records, WINDOW); i++) {
            dead.set(next, i < deadLetters);
            next = (next + 1) % WINDOW;
        }
    }

    /** Begins anew, as after a person said that it may go on. */
    synchronized void clear() {
        dead.clear();
    }
}
