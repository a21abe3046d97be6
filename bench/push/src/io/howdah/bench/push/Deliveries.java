package io.howdah.bench.push;

import io.howdah.bench.push.Load.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Frames to all sockets of one channel, for each second of the server's processor time. */
final class Deliveries {

    private final Options options;

    Deliveries(Options options) {
        this.options = options;
    }

    void measure(Table table) throws IOException {
        Map<Contender, Server> servers = new EnumMap<>(Contender.class);
        try (Services services = new Services(options)) {
            try {
                for (Contender contender : options.contenders()) {
                    servers.put(
                            contender,
                            contender == Contender.HOWDAH
                                    ? HowdahServer.start(options, services, options.heap())
                                    : Peer.start(contender, options, options.heap()));
                }
                for (int sockets : options.sockets()) {
                    compare(servers, sockets, table);
                }
            } finally {
                for (Server server : servers.values()) {
                    server.close();
                }
            }
        }
    }

    private void compare(Map<Contender, Server> servers, int sockets, Table table) throws IOException {
        Map<Contender, List<Double>> seen = new EnumMap<>(Contender.class);
        for (int round = 0; round <= options.rounds(); round++) {
            for (Map.Entry<Contender, Server> each : servers.entrySet()) {
                Window window = window(each.getValue(), sockets, round == 0 ? options.warmUp() : 1);
                if (round > 0) {
                    seen.computeIfAbsent(each.getKey(), none -> new ArrayList<>())
                            .add(window.perCpuSecond());
                    Table.say(
                            "%d sockets, round %d, %-8s %7.0f deliveries/s of processor time, %7.0f/s, processor %3.0f"
                                    + " %%",
                            sockets,
                            round,
                            each.getKey(),
                            window.perCpuSecond(),
                            window.deliveries() / window.seconds(),
                            100 * window.cpu() / window.seconds());
                }
            }
        }
        List<Double> own = seen.remove(Contender.HOWDAH);
        if (own != null) {
            seen.forEach((peer, others) -> table.ratio(
                    "deliveries for each second of processor time, " + sockets + " sockets, " + options.inFlight()
                            + " frames on their way",
                    peer.title(),
                    own,
                    others,
                    value -> String.format(Locale.ROOT, "%.0f", value),
                    Table.Goal.AT_LEAST,
                    switch (peer) {
                        case HOWDAH -> 1;
                        case BARE -> 0.8;
                        case WS -> 1.5;
                        case STOCK -> 3;
                    }));
        }
    }

    /** All contenders have frames of the same length, and their sockets only while they are measured. */
    private Window window(Server server, int number, int warmUp) throws IOException {
        try (Sockets sockets = server.open(number)) {
            Load load = new Load(server::publish, sockets, number, options.inFlight());
            load.run(server, warmUp);
            Window window = load.run(server, options.seconds());
            if (Math.abs(sockets.meanBytes() - Frames.BYTES) > 2) {
                throw new IllegalStateException("frames of " + sockets.meanBytes() + " bytes");
            }
            return window;
        }
    }
}
