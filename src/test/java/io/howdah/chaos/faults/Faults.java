package io.howdah.chaos.faults;

import io.howdah.chaos.faults.TcpProxy.Direction;
import io.howdah.chaos.faults.TcpProxy.Verdict;
import io.howdah.dev.kafka.EmbeddedKafka;
import io.howdah.dev.mongo.EmbeddedMongo;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Causes one fault, then ends it. Its random moments come from the round's seed. */
public final class Faults {

    private static final Set<String> WRITES = Set.of("insert items", "update items");
    private static final String PRODUCE = "0";
    private static final String FETCH = "1";
    private static final String OFFSET_COMMIT = "8";

    private static final int LATEST_MS = 1_500;
    private static final int MAX_MS = 2_500;
    private static final int LATEST_FRAME = 6;

    private final Services services;
    private final List<Instance> instances;
    private final Random random;

    public Faults(Services services, List<Instance> instances, Random random) {
        this.services = services;
        this.instances = instances;
        this.random = random;
    }

    /** Starts the fault. The future completes when the fault has ended, with a description of what was done. */
    public CompletableFuture<String> inject(Fault fault) {
        Instance victim = instances.get(random.nextInt(instances.size()));
        return switch (fault) {
            case KILLED_BEFORE_WRITE -> killAt(victim, victim.mongo(), Direction.TO_SERVER, WRITES);
            case KILLED_BEFORE_COMMIT -> killAt(victim, victim.mongo(), Direction.TO_CLIENT, WRITES);
            case KILLED_AFTER_COMMIT -> killAt(victim, victim.kafka(), Direction.TO_CLIENT, Set.of(OFFSET_COMMIT));
            case KILLED_AT_RANDOM -> killLater(random.nextInt(4) == 0 ? instances : List.of(victim));
            case KAFKA_STOPPED -> stopKafka();
            case MONGO_STOPPED -> stopMongo();
            case KAFKA_CUT -> cutKafka(victim.kafka());
            case MONGO_CUT -> cutAt(victim.mongo(), anyDirection(), WRITES);
        };
    }

    private CompletableFuture<String> killAt(Instance victim, TcpProxy way, Direction direction, Set<String> commands) {
        CompletableFuture<String> killed = at(way, direction, commands, Verdict.CUT, what -> victim.kill());
        return killed.thenApplyAsync(what -> restart(victim, what));
    }

    private CompletableFuture<String> killLater(List<Instance> victims) {
        int delay = random.nextInt(LATEST_MS);
        return CompletableFuture.supplyAsync(
                () -> {
                    victims.forEach(Instance::kill);
                    victims.forEach(victim -> restart(victim, ""));
                    return "killed " + victims.size() + " after " + delay + " ms";
                },
                later(delay));
    }

    private static String restart(Instance victim, String what) {
        return quietly("killed " + victim.name() + " " + what, victim::start);
    }

    private CompletableFuture<String> stopKafka() {
        EmbeddedKafka kafka = services.kafka();
        return kafka == null
                ? outage(
                        () -> instances.forEach(each -> each.kafka().refuse()),
                        () -> instances.forEach(each -> each.kafka().admit()))
                : outage(kafka::suspend, kafka::resume);
    }

    private CompletableFuture<String> stopMongo() {
        EmbeddedMongo mongo = services.mongo();
        return mongo == null
                ? outage(
                        () -> instances.forEach(each -> each.mongo().refuse()),
                        () -> instances.forEach(each -> each.mongo().admit()))
                : outage(mongo::suspend, mongo::resume);
    }

    private CompletableFuture<String> outage(Step stop, Step start) {
        int delay = random.nextInt(LATEST_MS);
        int length = random.nextInt(MAX_MS);
        String what = "stopped after " + delay + " ms for " + length + " ms";
        return CompletableFuture.supplyAsync(() -> quietly(what, stop), later(delay))
                .thenApplyAsync(done -> quietly(done, start), later(length));
    }

    private CompletableFuture<String> cutKafka(TcpProxy way) {
        return switch (random.nextInt(3)) {
            case 0 -> cutAt(way, anyDirection(), Set.of(OFFSET_COMMIT));
            case 1 -> cutAt(way, anyDirection(), Set.of(PRODUCE));
            default -> cutAt(way, Direction.TO_CLIENT, Set.of(FETCH));
        };
    }

    private CompletableFuture<String> cutAt(TcpProxy way, Direction direction, Set<String> commands) {
        int length = random.nextInt(MAX_MS);
        Verdict verdict = random.nextBoolean() ? Verdict.CUT : Verdict.CUT_IN_THE_MIDDLE;
        // Now and then, an immediate retry must fail as well.
        return at(way, direction, commands, verdict, what -> way.refuse())
                .thenApplyAsync(
                        what -> {
                            way.admit();
                            return verdict + " " + what + " for " + length + " ms";
                        },
                        later(length));
    }

    /** Does something when the n-th frame of these commands has come and is not passed yet. */
    private CompletableFuture<String> at(
            TcpProxy way, Direction direction, Set<String> commands, Verdict verdict, Consumer<String> action) {
        int wanted = 1 + random.nextInt(LATEST_FRAME);
        AtomicInteger seen = new AtomicInteger();
        CompletableFuture<String> done = new CompletableFuture<>();
        way.tap((frameDirection, command) -> {
            if (frameDirection != direction || !commands.contains(command) || seen.incrementAndGet() != wanted) {
                return Verdict.PASS;
            }
            way.untap();
            String what = "at frame " + wanted + " of " + command + " " + direction;
            try {
                action.accept(what);
                done.complete(what);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
            return verdict;
        });
        return done;
    }

    private Direction anyDirection() {
        return random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
    }

    private static Executor later(int milliseconds) {
        return CompletableFuture.delayedExecutor(milliseconds, TimeUnit.MILLISECONDS);
    }

    private interface Step {
        void run() throws Exception;
    }

    private static String quietly(String what, Step step) {
        try {
            step.run();
            return what;
        } catch (Exception e) {
            throw new IllegalStateException(what + " failed: " + e.getMessage(), e);
        }
    }
}
