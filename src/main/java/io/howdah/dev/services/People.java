package io.howdah.dev.services;

import java.util.List;
import java.util.Random;

/** The users of the demo. */
final class People {

    /** Alice is the most frequent, because the demo starts as alice. */
    private static final List<String> IDS = List.of("alice", "alice", "alice", "bob", "carol", "dave");

    private People() {}

    static String anyone(Random random) {
        return oneOf(IDS, random);
    }

    static <T> T oneOf(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
