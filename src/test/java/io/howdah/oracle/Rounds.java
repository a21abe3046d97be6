package io.howdah.oracle;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.testing.TestServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs seeds, one after the other, on one broker and one MongoDB server. */
final class Rounds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final String COMMAND = "mvn verify -Dit.test=OracleIT -Dtest=None"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dhowdah.oracle.seed=";

    private final Topics topics = new Topics();
    private final MongoClient client = MongoClients.create(TestServices.mongoUri());

    /** Runs a seed; fails if a subscriber is sent what it must not be sent, or not sent what it must be. */
    void run(long number) throws Exception {
        long began = System.nanoTime();
        Seed seed = Seed.of(number);
        LOG.info("Oracle: {}", seed);
        try {
            String summary = new Round(seed, topics, client).run();
            LOG.info("Oracle: seed {} held after {} ms: {}", number, (System.nanoTime() - began) / 1_000_000, summary);
        } catch (Exception | Error e) {
            LOG.error("Oracle: seed {} failed, this repeats it: {}{}", number, COMMAND, number);
            throw e;
        }
    }

    /**
     * Runs seeds until one fails, and says how many there were.
     *
     * @param arguments the first seed, and how many at most
     */
    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[0]);
        int seeds = Integer.parseInt(arguments[1]);
        String result = "GREEN after " + seeds + " seeds";
        try (Rounds rounds = new Rounds()) {
            for (int i = 0; i < seeds && result.startsWith("GREEN"); i++) {
                try {
                    rounds.run(first + i);
                } catch (Exception | Error e) {
                    result = "RED after %d seeds, at %d: %s".formatted(i + 1, first + i, e.getMessage());
                }
            }
        }
        System.out.println(result);
        System.exit(result.startsWith("RED") ? 0 : 1);
    }

    @Override
    public void close() {
        topics.close();
        client.close();
    }
}
