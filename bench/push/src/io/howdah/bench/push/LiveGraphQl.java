package io.howdah.bench.push;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Equal GraphQL subscriptions, each on a socket of its own, beside as many sockets of the channel: the server's processor time at a
 * hundred changes each second, and how long one more takes from its word to its first answer.
 */
final class LiveGraphQl {

    private static final int CLIENTS = 2_000;
    private static final int PER_SECOND = 100;
    private static final int MORE = 50;
    private static final double MAX_READY_MS = 20;
    private static final double MAX_COST = 1.3;

    private static final List<String> SUBSCRIBE = List.of(
            "{\"type\":\"connection_init\"}",
            "{\"id\":\"%s\",\"type\":\"subscribe\",\"payload\":{\"query\":\"subscription($since: Cursor) { tickChanged(since:"
                            .formatted("0d3a1f4e-2b9c-4c57-9d1e-6a5b8c7d0e1f")
                    + " $since) { cursor operation key version node { id text n } } }\",\"variables\":{\"since\":null}}}");

    private final Options options;
    private final List<Double> live = new ArrayList<>();
    private final List<Double> raw = new ArrayList<>();
    private final List<Double> ready = new ArrayList<>();

    LiveGraphQl(Options options) {
        this.options = options;
    }

    void measure(Table table) throws IOException {
        int clients = Math.min(CLIENTS, options.many());
        try (Services services = new Services(options);
                HowdahServer server = HowdahServer.start(options, services, options.heap())) {
            for (int round = 0; round <= options.rounds(); round++) {
                double own = cpu(server, clients, number -> "/graphql", SUBSCRIBE, round);
                double other = cpu(server, clients, server.path(), List.of(), round);
                if (round > 0) {
                    live.add(own);
                    raw.add(other);
                    Table.say(
                            "round %d: GraphQL %.2f s of processor time, the channel %.2f s, READY after %.1f ms",
                            round, own, other, ready.get(ready.size() - 1));
                }
            }
        }
        table.ratio(
                "processor time of " + clients + " equal GraphQL subscriptions, " + PER_SECOND + " changes/s",
                "as many sockets of the channel",
                live,
                raw,
                value -> String.format(Locale.ROOT, "%.2f s", value),
                Table.Goal.AT_MOST,
                MAX_COST);
        table.value(
                "GraphQL subscribe to READY, median with " + clients + " sockets",
                ready,
                value -> String.format(Locale.ROOT, "%.1f ms", value),
                Table.Goal.AT_MOST,
                MAX_READY_MS);
    }

    private double cpu(HowdahServer server, int clients, IntFunction<String> path, List<String> says, int round)
            throws IOException {
        try (Sockets sockets = Sockets.open(server.port(), true, 0, path)) {
            sockets.add(clients, path, says);
            if (!says.isEmpty() && round > 0) {
                ready.add(readyMs(server, path, says));
            }
            Pace pace = new Pace(
                    number -> server.publish(number), sockets, new Latencies(PER_SECOND * options.warmUp()), clients);
            pace.run(PER_SECOND, round == 0 ? options.warmUp() : 1);
            double before = server.cpu();
            pace.run(PER_SECOND, options.seconds());
            return server.cpu() - before;
        }
    }

    /** One after the other, while the others are there. */
    private static double readyMs(HowdahServer server, IntFunction<String> path, List<String> says) {
        try (Sockets more = Sockets.open(server.port(), true, 0, path)) {
            long[] all = new long[MORE];
            for (int i = 0; i < MORE; i++) {
                all[i] = more.add(1, path, says)[0];
            }
            return Table.percentile(all, 0.5) / 1e6;
        }
    }
}
