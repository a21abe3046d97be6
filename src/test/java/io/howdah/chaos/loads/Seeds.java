package io.howdah.chaos.loads;

import java.util.Random;
import java.util.SplittableRandom;

/** Randomness from a seed. */
public final class Seeds {

    private Seeds() {}

    /** The same numbers for the same seed; for neighbouring seeds others, where {@link Random} alone begins alike. */
    public static Random random(long seed) {
        return new Random(new SplittableRandom(seed).nextLong());
    }
}
