package io.howdah.bench.push;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Resident memory for each idle socket: what 5 000 add to a fresh process, after full collections. */
final class Memory {

    /** The heap shrinks to what lives, so that what is resident tells of it. */
    private static final List<String> JVM =
            List.of("-XX:+UseSerialGC", "-Xms16m", "-Xmx512m", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

    private static final int FIRST = 20;

    private final Options options;

    Memory(Options options) {
        this.options = options;
    }

    void measure(Table table) throws IOException, InterruptedException {
        List<Double> own = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        try (Services services = new Services(options)) {
            for (int round = 1; round <= options.rounds(); round++) {
                try (Server howdah = HowdahServer.start(options, services, JVM)) {
                    own.add(perSocket(howdah));
                }
                try (Server loop = Peer.start(Contender.BARE, options, JVM)) {
                    bare.add(perSocket(loop));
                }
                Table.say(
                        "round %d: howdah %.0f, bare %.0f bytes for each socket",
                        round, own.get(round - 1), bare.get(round - 1));
            }
        }
        table.ratio(
                "resident bytes for each of " + options.many() + " idle sockets",
                Contender.BARE.title(),
                own,
                bare,
                value -> String.format(Locale.ROOT, "%.0f", value),
                Table.Goal.AT_MOST,
                1.3);
    }

    /** What is loaded for the first sockets of all is on nobody's account. */
    private double perSocket(Server server) throws IOException, InterruptedException {
        server.open(FIRST).close();
        long before = server.residentAfterCollection();
        try (Sockets sockets = server.open(options.many())) {
            return (double) (server.residentAfterCollection() - before) / sockets.size();
        }
    }
}
