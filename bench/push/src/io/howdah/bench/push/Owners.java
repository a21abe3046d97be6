package io.howdah.bench.push;

import io.howdah.bench.push.Load.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bson.Document;

/** What a change that one owner sees costs the server, beside many owners' sockets and beside ten. */
final class Owners {

    private static final int FEW = 10;
    private static final int IN_FLIGHT = 4;

    private final Options options;

    Owners(Options options) {
        this.options = options;
    }

    void measure(Table table) throws IOException {
        List<Double> many = new ArrayList<>();
        List<Double> few = new ArrayList<>();
        try (Services services = new Services(options);
                HowdahServer server = HowdahServer.start(options, services, options.heap())) {
            for (int round = 0; round <= options.rounds(); round++) {
                double one = micros(server, options.many(), round);
                double other = micros(server, FEW, round);
                if (round > 0) {
                    many.add(one);
                    few.add(other);
                    Table.say(
                            "round %d: %.0f us for each change among %d owners, %.0f us among %d",
                            round, one, options.many(), other, FEW);
                }
            }
        }
        table.ratio(
                "processor time of a change for one of " + options.many() + " owners",
                "one of " + FEW,
                many,
                few,
                value -> String.format(Locale.ROOT, "%.0f us", value),
                Table.Goal.AT_MOST,
                1.2);
    }

    private double micros(HowdahServer server, int owners, int round) throws IOException {
        try (Sockets sockets =
                Sockets.open(server.port(), true, owners, number -> "/notifications/notes?as=owner-" + number)) {
            Load load = new Load(
                    number -> server.insert(
                            "notes", number, new Document("owner", "owner-" + number % FEW).append("text", "xxxxx")),
                    sockets,
                    1,
                    IN_FLIGHT);
            load.run(server, round == 0 ? options.warmUp() : 1);
            Window window = load.run(server, options.seconds());
            return window.cpuMicrosPerFrame();
        }
    }
}
