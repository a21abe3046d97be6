package io.howdah.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.bench.Contender.Run;
import io.howdah.bench.Contender.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Runs the contenders in turn on the same topics and services, checks what each has stored, and prints the medians. */
public final class IngestBench {

    private static final Duration LONGEST = Duration.ofMinutes(4);

    private final Map<Contender, List<Measurement>> stored = new EnumMap<>(Contender.class);
    private final List<Measurement> replays = new ArrayList<>();
    private final Map<RideEvents.Shape, RideEvents> events = new EnumMap<>(RideEvents.Shape.class);
    private final Setup setup;
    private final Child services;
    private final MongoClient mongo;
    private final Admin admin;
    private final int measured;
    private final int warmUp;

    private IngestBench(Setup setup, Child services, MongoClient mongo, Admin admin, int measured, int warmUp) {
        this.setup = setup;
        this.services = services;
        this.mongo = mongo;
        this.admin = admin;
        this.measured = measured;
        this.warmUp = warmUp;
    }

    public static void main(String[] args) throws Exception {
        Properties options = System.getProperties();
        int rounds = Integer.getInteger("rounds", 5);
        Path work = Path.of(options.getProperty("work"));
        List<Contender> contenders = new ArrayList<>();
        for (String name : options.getProperty("contenders").split(",", -1)) {
            contenders.add(Contender.valueOf(name.trim().toUpperCase(Locale.ROOT)));
        }
        try (Child services = Child.start(
                work.resolve("services.log"),
                true,
                Map.of(),
                servicesCommand(options))) {
            String[] where = services.await(Services.READY).split(" ", -1);
            Setup setup = new Setup(
                    where[0],
                    where[1],
                    Integer.getInteger("consumers", 1),
                    Integer.getInteger("batch", 1000),
                    options.getProperty("heap", "512m"),
                    Path.of(options.getProperty("jar")),
                    Path.of(options.getProperty("app")),
                    work,
                    Files.readString(Path.of(options.getProperty("connector"))).trim(),
                    options.getProperty("jvm", "").isBlank()
                            ? List.of()
                            : List.of(options.getProperty("jvm").split(" ")));
            try (MongoClient mongo = MongoClients.create(setup.mongo());
                    Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, setup.brokers()))) {
                IngestBench bench = new IngestBench(
                        setup,
                        services,
                        mongo,
                        admin,
                        Integer.getInteger("events", 200_000),
                        Integer.getInteger("warmUp", 100_000));
                bench.publish(contenders);
                bench.warmServices();
                for (int round = 1; round <= rounds; round++) {
                    for (Contender contender : contenders) {
                        bench.run(contender, round);
                    }
                }
                bench.print();
            }
        }
    }

    private static List<String> servicesCommand(Properties options) {
        List<String> command = new ArrayList<>(List.of("-Xms3g", "-Xmx3g"));
        command.addAll(words(options.getProperty("servicesJvm", "")));
        command.addAll(List.of("-cp", options.getProperty("java.class.path"), "io.howdah.bench.Services"));
        return command;
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.trim().split(" +"));
    }

    private void publish(List<Contender> contenders) throws IOException {
        for (Contender contender : contenders) {
            if (!events.containsKey(contender.shape())) {
                RideEvents published =
                        RideEvents.publish(setup.brokers(), topic(contender.shape()), contender.shape(), warmUp, measured);
                events.put(contender.shape(), published);
                System.out.println("topic " + topic(contender.shape()) + ": " + warmUp + " + " + measured + " events of "
                        + published.averageBytes() + " bytes, " + published.versions().size() + " keys");
            }
        }
    }

    /** The first run would else pay for the services' own warm-up. */
    private void warmServices() throws IOException {
        run(Contender.BARE, 0);
        stored.clear();
    }

    private static String topic(RideEvents.Shape shape) {
        return "rides." + shape.name().toLowerCase(Locale.ROOT);
    }

    private void run(Contender contender, int round) throws IOException {
        String name = contender.name().toLowerCase(Locale.ROOT) + "-" + round;
        RideEvents load = events.get(contender.shape());
        try (Store store = new Store(mongo, "bench_" + name.replace('-', '_'))) {
            if (contender == Contender.CONNECTOR) {
                store.byBusinessKey();
                store.indexBusinessKey();
            }
            Measurement first = measure(
                    contender,
                    name,
                    "bench_" + name.replace('-', '_'),
                    () -> store.present(load.coldStart()) > 0,
                    () -> store.present(load.measuredStart()) > 0,
                    () -> store.present(load.end()) == RideEvents.PARTITIONS);
            store.check(load.versions());
            stored.computeIfAbsent(contender, key -> new ArrayList<>()).add(first);
            System.out.printf(Locale.ROOT, "%-16s %s%n", name, first);
            if (contender == Contender.HOWDAH) {
                String again = name + "-replay";
                Run run = describe(again, contender, "bench_" + name.replace('-', '_'));
                Progress progress = new Progress(admin, contender.group(run));
                Measurement replay = measure(
                        contender,
                        again,
                        run.database(),
                        () -> progress.anyBeyond(new long[RideEvents.PARTITIONS]),
                        () -> progress.anyBeyond(load.warmUp()),
                        () -> progress.allAt(load.counts()));
                store.check(load.versions());
                replays.add(replay);
                System.out.printf(Locale.ROOT, "%-16s %s%n", again, replay);
            }
        }
    }

    private Run describe(String name, Contender contender, String database) {
        return new Run(
                name, topic(contender.shape()), "bench-" + name, database, setup.work().resolve(name + ".log"));
    }

    private Measurement measure(
            Contender contender,
            String name,
            String database,
            BooleanSupplier anyStored,
            BooleanSupplier measuring,
            BooleanSupplier done)
            throws IOException {
        try (Child child = contender.start(setup, describe(name, contender, database))) {
            await(child, anyStored);
            long cold = System.nanoTime();
            await(child, measuring);
            long start = System.nanoTime();
            Duration cpu = child.cpu();
            Duration servicesCpu = services.cpu();
            await(child, done);
            long end = System.nanoTime();
            double seconds = (end - start) / 1e9;
            return new Measurement(
                    seconds,
                    measured / seconds,
                    (measured + warmUp) / ((end - cold) / 1e9),
                    child.cpu().minus(cpu).toNanos() / 1e3 / measured,
                    services.cpu().minus(servicesCpu).toNanos() / 1e3 / measured);
        }
    }

    private static void await(Child child, BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            child.requireAlive();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not done after " + LONGEST);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private void print() {
        stored.forEach((contender, runs) ->
                System.out.printf(Locale.ROOT, "%-26s %s%n", contender.title(), Measurement.median(runs)));
        if (!replays.isEmpty()) {
            System.out.printf(Locale.ROOT, "%-26s %s%n", "Howdah, replay (stale)", Measurement.median(replays));
        }
        Measurement howdah = stored.containsKey(Contender.HOWDAH) ? Measurement.median(stored.get(Contender.HOWDAH)) : null;
        if (howdah != null) {
            ratio("against the bare loop", howdah.perSecond(), Contender.BARE, 0.85);
            ratio("against the connector", howdah.perSecond(), Contender.CONNECTOR, 1.5);
            double replay = Measurement.median(replays).perSecond() / howdah.perSecond();
            System.out.printf(Locale.ROOT, "%-40s %5.2f  goal >= 4%n", "replay against first run", replay);
        }
    }

    private void ratio(String what, double howdah, Contender peer, double goal) {
        if (stored.containsKey(peer)) {
            double ratio = howdah / Measurement.median(stored.get(peer)).perSecond();
            System.out.printf(Locale.ROOT, "%-40s %5.2f  goal >= %.2f%n", what, ratio, goal);
        }
    }
}
