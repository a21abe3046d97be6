package io.howdah.chaos.checkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.chaos.checkers.FleetLoad.Size;
import io.howdah.chaos.faults.Services;
import io.howdah.chaos.loads.Balancer;
import io.howdah.chaos.loads.Replica;
import io.howdah.chaos.loads.Seeds;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three processes are one application: what one knows that the others must know, they know, and under load one is killed, one stands
 * still, one is added and all are restarted one after the other, after which the read models are what the events say, no subscriber has
 * missed anything, and the durable route has run in one process at a time.
 *
 * <p>{@code -Dhowdah.fleet.sockets}, {@code -Dhowdah.fleet.events} and {@code -Dhowdah.fleet.queries} are the load, the latter two each
 * second; {@code -Dhowdah.chaos.seed} repeats a run.
 */
class FleetIT {

    private static final Logger LOG = LoggerFactory.getLogger(FleetIT.class);
    private static final int REPLICAS = 3;
    private static final int SOCKETS = 30;
    private static final int EVENTS = 75;
    private static final int QUERIES = 20;

    /** About what a real server's oplog of 990 MB holds: with 1,000 events/s, 100,000 would be gone before a frozen process goes on. */
    private static final int OPLOG_ENTRIES = 1_000_000;

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** The log message of a process that no longer runs the durable route. */
    private static final String LEASE_LOST = "Another process runs the durable route now";

    private static Services services;
    private static Fleet fleet;

    @BeforeAll
    static void start() throws Exception {
        services = Services.start(OPLOG_ENTRIES);
        fleet = Fleet.start(services, REPLICAS);
    }

    @AfterAll
    static void stop() throws Exception {
        if (fleet != null) {
            fleet.close();
        }
        services.close();
    }

    @Test
    void threeReplicasAreOne() throws Exception {
        long seed = Long.getLong("howdah.chaos.seed", System.currentTimeMillis() % 10_000_000);
        Size size = new Size(
                Integer.getInteger("howdah.fleet.sockets", SOCKETS),
                Integer.getInteger("howdah.fleet.events", EVENTS),
                Integer.getInteger("howdah.fleet.queries", QUERIES));
        LOG.info("Fleet: -Dhowdah.chaos.seed={}, {}", seed, size);
        long began = System.nanoTime();
        try (FleetLoad load = FleetLoad.start(fleet, size, seed)) {
            new SharedStates(fleet).check();
            LOG.info("Fleet: all know what one was told, {} s", seconds(began));
            String frozen = freezeOneKillOneAddOne(Seeds.random(seed));
            fleet.awaitReady();
            LOG.info("Fleet: one stood still, one was killed, one was added, {} s; {}", seconds(began), load.queries());
            Roll roll = rollAll(load);
            String sent = load.stop();

            // Then
            List<String> gaps = load.gaps();
            String items = fleet.items().prove(new HashMap<>(), new HashSet<>());
            await("effects, see " + fleet.folder())
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(fleet.effects()
                                    .wrong(fleet.items().watcher().revisions(), List.of(frozen)))
                            .isEmpty());
            LOG.info(
                    "Fleet: gaps {}, resyncs {}; {}; {}; items {}; durable route by {} processes in turn; {} s; -Dhowdah.chaos.seed={}",
                    gaps.size(),
                    load.resyncs(),
                    roll.describe(size),
                    sent,
                    items,
                    fleet.effects().terms(),
                    seconds(began),
                    seed);
            assertThat(gaps.stream().limit(20)).isEmpty();
            assertThat(roll.queries().errors().stream().limit(20)).isEmpty();
        }
    }

    private static long seconds(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
    }

    /** The one that runs the durable route stands still until another one runs it; when it goes on it may save nothing. */
    private static String freezeOneKillOneAddOne(Random random) throws Exception {
        int terms = fleet.effects().terms();
        String by = fleet.effects().newestBy();
        Replica holder = fleet.replicas().stream()
                .filter(each -> each.instance().clientId().equals(by))
                .findAny()
                .orElseThrow();
        List<Replica> others =
                fleet.replicas().stream().filter(each -> each != holder).toList();
        holder.instance().freeze();
        fleet.kill(others.get(random.nextInt(others.size())));
        fleet.add();
        refuseAStranger();
        await("another one runs the durable route, see " + fleet.folder())
                .atMost(PATIENCE)
                .until(() -> fleet.effects().terms() > terms);
        holder.instance().thaw();
        await("the one that stood still notices, see " + holder.instance().log())
                .atMost(PATIENCE)
                .until(() -> Files.readString(holder.instance().log()).contains(LEASE_LOST));
        return by;
    }

    /** A process whose SDL contradicts the others about stored documents is refused. */
    private static void refuseAStranger() throws Exception {
        Replica stranger = fleet.stranger();
        stranger.instance().start();
        await().atMost(PATIENCE).until(() -> !stranger.instance().isAlive());
        assertThat(stranger.instance().log()).content().contains("the documents in notes--2 do not match the SDL");
    }

    /** What was met while all were restarted, one after the other. */
    private record Roll(long seconds, Balancer.Figures queries, int resyncs, Duration silence) {

        String describe(Size size) {
            return "rolled in %d s: %s; resyncs %d; longest silence of a socket %d ms, where something is told every %d ms"
                    .formatted(
                            seconds,
                            queries,
                            resyncs,
                            silence.toMillis(),
                            size.period().toMillis());
        }
    }

    private static Roll rollAll(FleetLoad load) throws Exception {
        Balancer.Figures before = load.queries();
        int resyncs = load.resyncs();
        long began = System.nanoTime();
        load.listen();
        for (Replica replica : List.copyOf(fleet.replicas())) {
            fleet.restart(replica);
        }
        fleet.awaitReady();
        return new Roll(seconds(began), load.queries().since(before), load.resyncs() - resyncs, load.longestSilence());
    }
}
