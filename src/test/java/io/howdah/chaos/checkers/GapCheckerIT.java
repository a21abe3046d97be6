package io.howdah.chaos.checkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.howdah.chaos.checkers.PushCluster.Trouble;
import io.howdah.chaos.faults.Services;
import io.howdah.chaos.loads.ChannelSocketTransport;
import io.howdah.chaos.loads.GraphQlSocketTransport;
import io.howdah.chaos.loads.GraphQlSseTransport;
import io.howdah.chaos.loads.Rides;
import io.howdah.chaos.loads.Seeds;
import io.howdah.chaos.loads.Subscriber;
import io.howdah.chaos.loads.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checker of notifications: rides are created, changed, given to another rider, moved in and out of filters and deleted, while
 * clients of each transport connect to either of two processes, cut the connection, read nothing for a while and come back with
 * their cursor, and the processes and their connections to MongoDB are killed and brought back. At the end what each client has,
 * folded by the documented rules, must be what it may see.
 *
 * <p>{@code -Dhowdah.chaos.rounds} is the number of rounds, at most 40; {@code -Dhowdah.chaos.seed} repeats one.
 */
class GapCheckerIT {

    private static final Logger LOG = LoggerFactory.getLogger(GapCheckerIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> RIDERS = List.of("alice", "bob", "carol");
    private static final List<Transport> TRANSPORTS =
            List.of(new ChannelSocketTransport(), new GraphQlSocketTransport(), new GraphQlSseTransport());
    private static final int KEYS = 20;
    private static final int EVENTS = 300;
    private static final int TROUBLES = 2;
    private static final int SHORT_FORM = 3;
    private static final int MAX_ROUNDS = 40;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    private static Services services;
    private static PushCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        services = Services.start();
        cluster = PushCluster.start(services);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        services.close();
        THREADS.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> everyClientEndsWithWhatItMaySee() {
        int rounds = Math.min(Integer.getInteger("howdah.chaos.rounds", SHORT_FORM), MAX_ROUNDS);
        long first = Long.getLong("howdah.chaos.seed", System.currentTimeMillis() % 10_000_000);
        return LongStream.range(first, first + rounds).mapToObj(seed -> dynamicTest("seed " + seed, () -> run(seed)));
    }

    private static void run(long seed) throws Exception {
        LOG.info("Gaps: -Dhowdah.chaos.seed={} -Dhowdah.chaos.rounds=1", seed);
        long began = System.nanoTime();
        Random random = Seeds.random(seed);
        AtomicBoolean over = new AtomicBoolean();
        List<Subscriber> subscribers = subscribers(random);
        List<CompletableFuture<Void>> lives = subscribers.stream()
                .map(each -> CompletableFuture.runAsync(() -> each.live(over), THREADS))
                .toList();

        // When
        CompletableFuture<List<String>> troubles = makeTroubles(Seeds.random(random.nextLong()));
        Map<String, Long> versions = sendEvents(random, "r" + seed + "-", troubles);
        for (Map.Entry<String, Long> key : versions.entrySet()) {
            await("seed " + seed + ", see " + cluster.folder())
                    .atMost(PATIENCE)
                    .until(() -> cluster.rides().stored(key.getKey()) == key.getValue());
        }
        over.set(true);
        for (CompletableFuture<Void> life : lives) {
            life.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        cluster.awaitReady();

        // Then
        for (Subscriber subscriber : subscribers) {
            try (AutoCloseable connection = subscriber.connect(true)) {
                await("seed " + seed + ": " + subscriber + ", see " + cluster.folder())
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(subscriber.view())
                                .isEqualTo(cluster.rides().rightful(subscriber)));
            }
        }
        LOG.info(
                "Gaps: seed {} held after {} ms: {}, {}",
                seed,
                (System.nanoTime() - began) / 1_000_000,
                troubles.get(),
                TRANSPORTS.stream()
                        .map(transport -> summary(transport, subscribers))
                        .collect(Collectors.joining("; ")));
    }

    private static String summary(Transport transport, List<Subscriber> subscribers) {
        List<Subscriber> those = subscribers.stream()
                .filter(each -> each.transport() == transport)
                .toList();
        return "%s: %d connections, %d recovered, %d begun anew"
                .formatted(
                        transport,
                        those.stream().mapToInt(Subscriber::connections).sum(),
                        those.stream().mapToInt(Subscriber::recovered).sum(),
                        those.stream().mapToInt(Subscriber::begunAnew).sum());
    }

    private static List<Subscriber> subscribers(Random random) {
        List<Subscriber> subscribers = new ArrayList<>();
        for (String rider : RIDERS) {
            for (Transport transport : TRANSPORTS) {
                for (String state : List.of("", Rides.STATES.get(random.nextInt(Rides.STATES.size())))) {
                    subscribers.add(
                            new Subscriber(transport, rider, state, cluster::port, Seeds.random(random.nextLong())));
                }
            }
        }
        return subscribers;
    }

    private static CompletableFuture<List<String>> makeTroubles(Random random) {
        return CompletableFuture.supplyAsync(
                () -> {
                    List<String> made = new ArrayList<>();
                    for (int i = 0; i < TROUBLES; i++) {
                        Subscriber.pause(random.nextInt(1_000));
                        Trouble trouble = Trouble.values()[random.nextInt(Trouble.values().length)];
                        try {
                            made.add(cluster.make(trouble, random));
                        } catch (Exception e) {
                            throw new IllegalStateException(trouble + " failed: " + e.getMessage(), e);
                        }
                    }
                    return made;
                },
                THREADS);
    }

    /** Sends events until there were enough, and the trouble is over; returns the last version of each key. */
    private static Map<String, Long> sendEvents(Random random, String round, CompletableFuture<?> troubles)
            throws Exception {
        Map<String, Long> versions = new HashMap<>();
        for (int i = 0; i < EVENTS || !troubles.isDone(); i++) {
            String key = round + random.nextInt(KEYS);
            long version = versions.merge(key, 1L, Long::sum);
            if (random.nextInt(10) == 0) {
                cluster.send(key, null, Map.of("record-version", Long.toString(version)));
            } else {
                String rider = RIDERS.get(random.nextInt(RIDERS.size()));
                String state = Rides.STATES.get(random.nextInt(Rides.STATES.size()));
                cluster.send(key, Rides.event(key, version, rider, state), Map.of());
            }
            Subscriber.pause(random.nextInt(12));
        }
        return versions;
    }
}
