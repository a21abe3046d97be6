package io.howdah.oracle;

import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Random choices. Each concern of a seed has its own, so that one can be cut short without changing the others. */
record Dice(Random random) {

    static Dice of(long seed, String concern) {
        return new Dice(new Random(new SplittableRandom(seed * 1_000_003 + concern.hashCode()).nextLong()));
    }

    /** Returns a number from 0 to below the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
