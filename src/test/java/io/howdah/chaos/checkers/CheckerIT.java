package io.howdah.chaos.checkers;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.howdah.chaos.faults.Fault;
import io.howdah.chaos.faults.Services;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two processes, whatever happens to them and to their services, end in the state that the events say, and never go back on the
 * way. Each round has a fault and a seed; {@code -Dhowdah.chaos.seed} and {@code -Dhowdah.chaos.rounds} repeat some.
 */
class CheckerIT {

    private static final Logger LOG = LoggerFactory.getLogger(CheckerIT.class);
    private static final int SEEDS = 1_000_000;

    private static final Map<Fault, Integer> ROUNDS = new EnumMap<>(Fault.class);
    private static final Map<Long, String> SKIPPED = new TreeMap<>();
    private static final Set<Oracle.Place> DEAD_LETTERS = new HashSet<>();

    private static Services services;
    private static IngestCluster cluster;
    private static List<Long> seeds;

    @BeforeAll
    static void start() throws Exception {
        int faults = Fault.values().length;
        int first = new Random().nextInt(SEEDS) * faults;
        long seed = Long.getLong("howdah.chaos.seed", first);
        int rounds = Integer.getInteger("howdah.chaos.rounds", faults);
        seeds = LongStream.range(seed, seed + rounds).boxed().toList();
        String uri = System.getProperty("howdah.test.mongo-uri", "");
        if (uri.startsWith("mongodb+srv") || uri.matches(".*[?&](tls|ssl)=true.*")) {
            LOG.warn("Chaos: the whole checker is SKIPPED: MongoDB with TLS cannot be reached by way of a proxy");
            Assumptions.abort("MongoDB with TLS cannot be reached by way of a proxy");
        }
        services = Services.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (services == null) {
            return;
        }
        LOG.info(
                "Chaos: rounds {}, seeds {} to {}, skipped {}",
                ROUNDS,
                seeds.get(0),
                seeds.get(seeds.size() - 1),
                SKIPPED);
        closeArena();
        services.close();
    }

    @TestFactory
    Stream<DynamicTest> everyKeyEndsAsItsEventsSay() {
        return seeds.stream().map(seed -> dynamicTest(Fault.of(seed) + " seed " + seed, () -> run(seed)));
    }

    private static void run(long seed) throws Exception {
        Fault fault = Fault.of(seed);
        Optional<String> impossible = fault.impossible(services);
        if (impossible.isPresent()) {
            LOG.warn("Chaos: {} is SKIPPED: {}", fault, impossible.get());
            SKIPPED.put(seed, fault.name());
            Assumptions.abort(impossible.get());
        }
        LOG.info("Chaos: {} with -Dhowdah.chaos.seed={} -Dhowdah.chaos.rounds=1", fault, seed);
        try {
            if (cluster == null) {
                cluster = IngestCluster.start(services);
            }
            long began = System.nanoTime();
            String what = new Round(cluster, services, seed).run(DEAD_LETTERS);
            LOG.info("Chaos: {} held after {} ms: {}", fault, (System.nanoTime() - began) / 1_000_000, what);
            ROUNDS.merge(fault, 1, Integer::sum);
        } catch (Exception | Error e) {
            // The next rounds must not see the findings of this one.
            closeArena();
            throw new AssertionError(
                    fault + " failed; repeat it with -Dhowdah.chaos.seed=" + seed + " -Dhowdah.chaos.rounds=1: "
                            + e.getMessage(),
                    e);
        }
    }

    private static void closeArena() throws Exception {
        DEAD_LETTERS.clear();
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }
}
