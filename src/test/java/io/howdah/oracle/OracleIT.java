package io.howdah.oracle;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Generated schemas, histories, subscribers and faults: each event that a subscriber is sent, and what it has in the end, must be what
 * the change stream and the documented rules ask for.
 *
 * <p>{@code -Dhowdah.oracle.seeds} is the number of seeds, {@code -Dhowdah.oracle.seed} the first, {@code -Dhowdah.oracle.at-once} how
 * many run at once. A failure is made smaller by {@code
 * -Dhowdah.oracle.events} and {@code -Dhowdah.oracle.faults}, which cut its history and its faults short.
 */
class OracleIT {

    private static final int SHORT_FORM = 5;

    private static Rounds rounds;

    @BeforeAll
    static void start() {
        rounds = new Rounds();
    }

    @AfterAll
    static void stop() {
        rounds.close();
    }

    @TestFactory
    Stream<DynamicTest> eachSubscriberIsSentWhatItMaySee() {
        long first = Long.getLong("howdah.oracle.seed", System.currentTimeMillis() % 10_000_000);
        int seeds =
                Integer.getInteger("howdah.oracle.seeds", Long.getLong("howdah.oracle.seed") == null ? SHORT_FORM : 1);
        return rounds.begin(first, seeds).entrySet().stream()
                .map(seed -> dynamicTest("seed " + seed.getKey(), () -> get(seed.getValue())));
    }

    private static void get(Future<?> seed) throws Throwable {
        try {
            seed.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }
}
