package io.howdah.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.bench.Contender.Run;
import io.howdah.bench.Contender.Setup;
import io.howdah.bench.RideEvents.Shape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Runs the contenders in turn on the same topics and services, checks what each has stored, and prints the medians. */
public final class IngestBench {

    private final Map<Shape, RideEvents> published = new EnumMap<>(Shape.class);
    private final Options options;
    private final Setup setup;
    private final Child services;
    private final MongoClient mongo;
    private final Admin admin;
    private final Results results;

    private IngestBench(Setup setup, Child services, MongoClient mongo, Admin admin) throws IOException {
        this.options = setup.options();
        this.setup = setup;
        this.services = services;
        this.mongo = mongo;
        this.admin = admin;
        this.results = new Results(options.work().resolve(options.workload() + ".csv"));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Options options = Options.ofSystemProperties();
        try (Child services = startServices(options);
                Collector collector = Collector.start()) {
            String[] where = services.await(Services.READY).split(" ", -1);
            Setup setup = new Setup(options, where[0], where[1], collector.url());
            try (MongoClient mongo = MongoClients.create(setup.mongo());
                    Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, setup.brokers()))) {
                new IngestBench(setup, services, mongo, admin).run();
            }
        }
    }

    private static Child startServices(Options options) throws IOException {
        List<String> command = new ArrayList<>(List.of("-Xms3g", "-Xmx3g"));
        command.addAll(options.servicesJvm());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Services.class.getName()));
        return Child.start(options.work().resolve("services.log"), true, Map.of(), command);
    }

    private void run() throws IOException, InterruptedException {
        for (Contender contender : options.contenders()) {
            if (!published.containsKey(contender.shape())) {
                publish(contender.shape());
            }
        }
        // The services' own warm-up would else be on the first contender's account.
        measure(options.contenders().get(0), "warm-services");
        List<Contender> turns = new ArrayList<>(options.contenders());
        for (int round = 1; round <= options.rounds(); round++) {
            for (Contender contender : turns) {
                String name = Results.key(contender) + "-" + round;
                results.add(Results.key(contender), measure(contender, name));
            }
            // Whoever ran before leaves the services in a state of its own.
            Collections.rotate(turns, -1);
        }
        HeapFigure heap = new HeapFigure(setup, mongo, admin);
        for (Contender contender : options.contenders()) {
            if (contender.isHowdah()) {
                heap.measure(contender);
            }
        }
        results.print();
    }

    private void publish(Shape shape) throws IOException {
        RideEvents events = RideEvents.publish(
                setup.brokers(), topic(shape), shape, "ride", options.warmUp(), options.events(), options.active());
        published.put(shape, events);
        System.out.printf(
                Locale.ROOT,
                "topic %s: %d events to warm up and %d to measure, of %d bytes, %d keys%n",
                topic(shape),
                options.warmUp(),
                options.events(),
                events.averageBytes(),
                events.versions().size());
    }

    private static String topic(Shape shape) {
        return "rides." + shape.name().toLowerCase(Locale.ROOT);
    }

    private Measurement measure(Contender contender, String name) throws IOException {
        RideEvents events = published.get(contender.shape());
        String database = "bench_" + name.replace('-', '_');
        try (Store store = contender == Contender.CONNECTOR
                ? Store.keyedByField(mongo, database)
                : Store.keyedById(mongo, database)) {
            Measurement first = time(
                    contender,
                    describe(contender, name, database),
                    () -> store.hasAny(events.coldStart()),
                    () -> store.hasAny(events.measuredStart()),
                    () -> store.hasAll(events.end()));
            store.check(events.versions());
            if (options.replay() && contender == Contender.HOWDAH && name.startsWith(Results.key(contender))) {
                results.add(Results.key(contender) + Results.REPLAY, replay(contender, name, database, events));
                store.check(events.versions());
            }
            return first;
        }
    }

    /** The whole topic once more over what it has made: nothing is written, so that only the group's offsets tell. */
    private Measurement replay(Contender contender, String name, String database, RideEvents events)
            throws IOException {
        Run run = describe(contender, name + Results.REPLAY, database);
        Progress progress = new Progress(admin, contender.group(run));
        return time(
                contender,
                run,
                () -> progress.anyBeyond(new long[RideEvents.PARTITIONS]),
                () -> progress.anyBeyond(events.warmUp()),
                () -> progress.allAt(events.counts()));
    }

    private Run describe(Contender contender, String name, String database) {
        Path log = options.work().resolve(name + ".log");
        return new Run(name, topic(contender.shape()), "bench-" + name, database, log);
    }

    private Measurement time(
            Contender contender, Run run, BooleanSupplier begun, BooleanSupplier measuring, BooleanSupplier done)
            throws IOException {
        try (Child child = contender.start(setup, run)) {
            child.awaitThat(begun);
            long cold = System.nanoTime();
            child.awaitThat(measuring);
            long start = System.nanoTime();
            Duration own = child.cpu();
            Duration compilers = child.compilersCpu();
            Duration others = services.cpu();
            child.awaitThat(done);
            long end = System.nanoTime();
            Duration used = child.cpu().minus(own);
            return new Measurement(
                    options.events() / ((end - start) / 1e9),
                    (options.events() + options.warmUp()) / ((end - cold) / 1e9),
                    micros(used),
                    micros(used.minus(child.compilersCpu().minus(compilers))),
                    micros(services.cpu().minus(others)),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        }
    }

    /** For each measured record. */
    private double micros(Duration time) {
        return time.toNanos() / 1e3 / options.events();
    }
}
