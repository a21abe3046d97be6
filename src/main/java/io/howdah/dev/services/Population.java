package io.howdah.dev.services;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** The active entities of one domain, up to a limit; new entities replace finished ones. */
final class Population {

    private static final int NEW_ONES_PERCENT = 30;
    private static final int OTHER_PICKS = 4;

    private final Random random;
    private final int limit;
    private final IntFunction<Life> birth;
    private final List<Life> living = new ArrayList<>();
    private int number;

    Population(Random random, int limit, IntFunction<Life> birth) {
        this.random = random;
        this.limit = limit;
        this.birth = birth;
        this.number = 1_000 + random.nextInt(1_000_000);
    }

    /** Returns the index of a random entity, rarely a waiting one. */
    private int pick() {
        int picked = random.nextInt(living.size());
        for (int i = 0; i < OTHER_PICKS && living.get(picked).isWaiting(); i++) {
            picked = random.nextInt(living.size());
        }
        return picked;
    }

    /** Returns the active entities. */
    Stream<Life> living() {
        return living.stream();
    }

    /** Returns the next event of a new or a random entity. */
    DomainEvent next() {
        if (living.isEmpty() || (living.size() < limit && random.nextInt(100) < NEW_ONES_PERCENT)) {
            living.add(birth.apply(number++));
            return living.get(living.size() - 1).next();
        }
        int picked = pick();
        Life life = living.get(picked);
        DomainEvent event = life.next();
        if (life.isOver()) {
            living.remove(picked);
        }
        return event;
    }
}
