package io.howdah.bench.push;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Resident memory for each idle socket: what 5 000 add to a process that has had as many before, after full collections. */
final class Memory {

    /** The heap shrinks to what lives, so that what is resident tells of it. */
    private static final List<String> JVM = List.of(
            "-XX:+UseSerialGC", "-Xms16m", "-Xmx512m", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

    private final Options options;

    Memory(Options options) {
        this.options = options;
    }

    void measure(Table table) throws IOException, InterruptedException {
        List<Double> own = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        try (Services services = new Services(options);
                Server howdah = HowdahServer.start(options, services, JVM);
                Server loop = Peer.start(Contender.BARE, options, JVM)) {
            for (int round = 0; round <= options.rounds(); round++) {
                double one = perSocket(howdah);
                double other = perSocket(loop);
                // The first time what is loaded and compiled for sockets is on their account.
                if (round > 0) {
                    own.add(one);
                    bare.add(other);
                    Table.say("round %d: howdah %.0f, bare %.0f bytes for each socket", round, one, other);
                }
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

    private double perSocket(Server server) throws IOException, InterruptedException {
        long before = server.residentAfterCollection();
        try (Sockets sockets = server.open(options.many())) {
            return (double) (server.residentAfterCollection() - before) / sockets.size();
        }
    }
}
