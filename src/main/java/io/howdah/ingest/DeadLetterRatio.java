package io.howdah.ingest;

import java.util.BitSet;

/** Ratio of dead letters among a route's last records. Thread-safe. */
public final class DeadLetterRatio {

    /** Number of records in the window. */
    public static final int WINDOW = 1000;

    private final double limit;
    private final BitSet dead = new BitSet(WINDOW);
    private int next;

    /**
     * Creates an empty window.
     *
     * @param limit the maximum share of dead letters among the last {@value #WINDOW} records, from 0 to 1
     */
    public DeadLetterRatio(double limit) {
        this.limit = limit;
    }

    /**
     * Returns whether the share would exceed the limit after more records.
     *
     * @param records the number of additional records
     * @param deadLetters how many of them are dead letters
     */
    public synchronized boolean wouldExceed(int records, int deadLetters) {
        int old = Math.max(0, WINDOW - records);
        int kept = 0;
        for (int back = 1; back <= old; back++) {
            kept += dead.get(Math.floorMod(next - back, WINDOW)) ? 1 : 0;
        }
        double share = (kept + deadLetters) / (double) Math.max(WINDOW, records);
        return share > limit;
    }

    /** Adds a finished batch. */
    public synchronized void add(int records, int deadLetters) {
        for (int i = 0; i < Math.min(records, WINDOW); i++) {
            dead.set(next, i < deadLetters);
            next = (next + 1) % WINDOW;
        }
    }

    /** Resets the window, as after an operator resumed the model. */
    synchronized void clear() {
        dead.clear();
    }
}
