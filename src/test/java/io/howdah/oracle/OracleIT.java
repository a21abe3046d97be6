package io.howdah.oracle;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.testing.TestServices;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generated schemas, histories, subscribers and faults: each event that a subscriber is sent, and what it has in the end, must be what
 * the change stream and the documented rules ask for.
 *
 * <p>{@code -Dhowdah.oracle.seeds} is the number of seeds, {@code -Dhowdah.oracle.seed} the first. A failure is made smaller by {@code
 * -Dhowdah.oracle.events} and {@code -Dhowdah.oracle.faults}, which cut its history and its faults short.
 */
class OracleIT {

    private static final Logger LOG = LoggerFactory.getLogger(OracleIT.class);
    private static final int SHORT_FORM = 5;

    private static Topics topics;
    private static MongoClient client;

    @BeforeAll
    static void start() {
        topics = new Topics();
        client = MongoClients.create(TestServices.mongoUri());
    }

    @AfterAll
    static void stop() {
        topics.close();
        client.close();
    }

    @TestFactory
    Stream<DynamicTest> eachSubscriberIsSentWhatItMaySee() {
        long first = Long.getLong("howdah.oracle.seed", System.currentTimeMillis() % 10_000_000);
        int seeds =
                Integer.getInteger("howdah.oracle.seeds", Long.getLong("howdah.oracle.seed") == null ? SHORT_FORM : 1);
        return LongStream.range(first, first + seeds).mapToObj(seed -> dynamicTest("seed " + seed, () -> run(seed)));
    }

    private static void run(long number) throws Exception {
        long began = System.nanoTime();
        Seed seed = Seed.of(number);
        LOG.info("Oracle: -Dhowdah.oracle.seed={}: {}", number, seed);
        try {
            String summary = new Round(seed, topics, client).run();
            LOG.info("Oracle: seed {} held after {} ms: {}", number, (System.nanoTime() - began) / 1_000_000, summary);
        } catch (Throwable e) {
            LOG.error(
                    "Oracle: seed {} failed; mvn verify -Dit.test=OracleIT -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false"
                            + " -Dhowdah.oracle.seed={} repeats it",
                    number,
                    number);
            throw e;
        }
    }
}
