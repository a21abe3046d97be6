package io.howdah.bench.push;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/** How much later frames come to 499 healthy clients while another one reads nothing, than to 500 healthy ones: a tenth of the
 * option's many sockets. */
final class Stalled {

    private static final int PER_SECOND = 50;
    private static final int KEYS = 10;
    private static final String CHANNEL = "/notifications/boards";
    private static final String CONFLATED = "howdah_push_conflated_total";

    private final Options options;
    private final int clients;

    Stalled(Options options) {
        this.options = options;
        this.clients = options.many() / 10;
    }

    void measure(Table table) throws IOException, InterruptedException {
        List<Double> beside = new ArrayList<>();
        List<Double> healthy = new ArrayList<>();
        try (Services services = new Services(options);
                HowdahServer server = HowdahServer.start(options, services, options.heap())) {
            for (int round = 0; round <= options.rounds(); round++) {
                double one = withDeaf(server, round);
                double other = p99(server, clients, round);
                if (round > 0) {
                    beside.add(one);
                    healthy.add(other);
                    Table.say(
                            "round %d: p99 %.2f ms beside one that reads nothing, %.2f ms without", round, one, other);
                }
            }
        }
        table.ratio(
                "p99 of " + (clients - 1) + " clients beside one that reads nothing",
                clients + " healthy",
                beside,
                healthy,
                EndToEnd::milliseconds,
                Table.Goal.AT_MOST,
                1.2);
    }

    private double withDeaf(HowdahServer server, int round) throws IOException, InterruptedException {
        try (Sockets deaf = new Sockets(server.port(), true, (number, bytes) -> {})) {
            deaf.addDeaf(CHANNEL);
            fill(server);
            double before = server.metric(CONFLATED);
            double p99 = p99(server, clients - 1, round);
            double conflated = server.metric(CONFLATED) - before;
            if (conflated < PER_SECOND * options.seconds() * 0.9) {
                throw new IllegalStateException(
                        "the client that reads nothing was no burden: only " + conflated + " changes waited for it");
            }
            return p99;
        }
    }

    /** Large frames, until all buffers on the way to the one that reads nothing are full. */
    private static void fill(HowdahServer server) throws IOException, InterruptedException {
        double before = server.metric(CONFLATED);
        for (long i = 0; server.metric(CONFLATED) < before + 2 * KEYS; i++) {
            if (i > 4000) {
                throw new IllegalStateException(
                        "the client that reads nothing is not full after " + i + " large frames");
            }
            for (int key = 0; key < KEYS; key++) {
                // No number of ten digits: it is none of the frames that are counted.
                server.replace("boards", "k" + key, i, new Document("text", "x".repeat(20_000)));
            }
        }
    }

    private double p99(HowdahServer server, int receivers, int round) throws IOException {
        Latencies latencies = new Latencies(10 * PER_SECOND * Math.max(options.seconds(), options.warmUp()));
        try (Sockets sockets = new Sockets(server.port(), true, latencies)) {
            sockets.add(receivers, number -> CHANNEL);
            Pace pace = new Pace(
                    number -> server.replace("boards", "k" + number % KEYS, number, new Document("text", "xxxxx")),
                    sockets,
                    latencies,
                    receivers);
            pace.run(PER_SECOND, round == 0 ? options.warmUp() : 1);
            return Table.percentile(pace.run(PER_SECOND, options.seconds()), 0.99) / 1e6;
        }
    }
}
