package io.howdah.bench;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import io.howdah.bench.Contender.Run;
import io.howdah.bench.Contender.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.kafka.clients.admin.Admin;

/**
 * The heap that a batch in flight takes: what lives, after a full collection, while MongoDB's answer to its bulk write is kept back
 * and more records wait in Kafka, less what lives when the same process is idle after as many records. So what the consumer has
 * fetched ahead counts as well.
 */
final class HeapFigure {

    private static final int RECORDS = 20_000;

    private final Setup setup;
    private final MongoClient mongo;
    private final Admin admin;

    HeapFigure(Setup setup, MongoClient mongo, Admin admin) {
        this.setup = setup;
        this.mongo = mongo;
        this.admin = admin;
    }

    void measure(Contender contender) throws IOException, InterruptedException {
        String name = "heap-" + Results.key(contender);
        String server = new ConnectionString(setup.mongo()).getHosts().get(0);
        int colon = server.lastIndexOf(':');
        Run run = new Run(
                name,
                "rides." + name,
                "bench-" + name,
                "bench_" + name.replace('-', '_'),
                setup.options().work().resolve(name + ".log"));
        try (HoldingProxy proxy =
                        new HoldingProxy(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
                Store store = Store.keyedById(mongo, run.database())) {
            Setup proxied = new Setup(
                    setup.options(),
                    setup.brokers(),
                    "mongodb://127.0.0.1:" + proxy.port() + "/?directConnection=true",
                    setup.collector());
            RideEvents first = publish(contender, run, "before");
            try (Child child = contender.start(proxied, run)) {
                Progress progress = new Progress(admin, contender.group(run));
                child.awaitThat(() -> progress.allAt(first.counts()));
                store.check(first.versions());
                long idle = live(child);
                proxy.arm();
                publish(contender, run, "held");
                proxy.awaitHeld();
                long inFlight = live(child);
                System.out.printf(
                        Locale.ROOT,
                        "heap of a batch of %d in flight, %s: %.1f MB (%.1f MB live idle, %.1f MB live with the batch); goal < 64 MB%n",
                        setup.options().batchSize(),
                        contender.title(),
                        (inFlight - idle) / 1e6,
                        idle / 1e6,
                        inFlight / 1e6);
            }
        }
    }

    private RideEvents publish(Contender contender, Run run, String keys) throws IOException {
        return RideEvents.publish(setup.brokers(), run.topic(), contender.shape(), keys, 0, RECORDS, 0);
    }

    /** Bytes of live objects: asking for the histogram makes a full collection first. */
    private static long live(Child child) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(child.pid()),
                        "GC.class_histogram")
                .start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .map(line -> line.split(" +", -1))
                .mapToLong(cells -> Long.parseLong(cells[2]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("jcmd gave no histogram: " + histogram));
    }
}
