package io.howdah.oracle;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.testing.TestServices;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs seeds, several at once, on one broker and one MongoDB server. They spend most of their time waiting. */
final class Rounds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final String COMMAND = "mvn verify -Dit.test=OracleIT -Dtest=None"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dhowdah.oracle.seed=";

    private static final int AT_ONCE = Integer.getInteger("howdah.oracle.at-once", 2);

    private final MongoClient client = MongoClients.create(TestServices.mongoUri());
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

    /** Begins seeds, in their order; {@code get} of each waits for it. */
    Map<Long, Future<?>> begin(long first, int seeds) {
        Map<Long, Future<?>> begun = new LinkedHashMap<>();
        for (long seed = first; seed < first + seeds; seed++) {
            long number = seed;
            begun.put(seed, threads.submit(() -> {
                run(number);
                return null;
            }));
        }
        return begun;
    }

    /** Runs a seed; fails if a subscriber is sent what it must not be sent, or not sent what it must be. */
    private void run(long number) throws Exception {
        long began = System.nanoTime();
        Seed seed = Seed.of(number);
        LOG.info("Oracle: {}", seed);
        try (Topics topics = new Topics()) {
            String summary = new Round(seed, topics, client).run();
            LOG.info("Oracle: seed {} held after {} ms: {}", number, (System.nanoTime() - began) / 1_000_000, summary);
        } catch (Exception | Error e) {
            LOG.error("Oracle: seed {} failed, this repeats it: {}{}", number, COMMAND, number, e);
            throw e;
        }
    }

    /**
     * Runs seeds until one fails, and returns how many there were.
     *
     * @param arguments the first seed, and how many at most
     */
    public static void main(String[] arguments) throws InterruptedException {
        long first = Long.parseLong(arguments[0]);
        int seeds = Integer.parseInt(arguments[1]);
        String result = "GREEN after " + seeds + " seeds";
        try (Rounds rounds = new Rounds()) {
            for (Map.Entry<Long, Future<?>> seed : rounds.begin(first, seeds).entrySet()) {
                try {
                    seed.getValue().get();
                } catch (ExecutionException e) {
                    long number = seed.getKey();
                    result = "RED after %d seeds, at %d: %s"
                            .formatted(number - first + 1, number, e.getCause().getMessage());
                    break;
                }
            }
            // Those that were begun meanwhile tell nothing.
            System.out.println(result);
            System.exit(result.startsWith("RED") ? 0 : 1);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.close();
    }
}
