package io.howdah.bench.push;

import io.howdah.bench.Child;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** One of those that Howdah is compared with: it sends a frame for each number that it reads on its standard input. */
final class Peer extends Server {

    private final int port;

    private Peer(Child child) throws IOException {
        super(child);
        this.port = Integer.parseInt(child.await("port "));
    }

    static Peer start(Contender contender, Options options, List<String> jvm) throws IOException {
        List<String> command = new ArrayList<>();
        if (contender == Contender.WS) {
            command.addAll(
                    List.of("node", options.work().resolve("ws/server.mjs").toString(), Frames.BEFORE, Frames.BEHIND));
        } else {
            command.add(Child.java());
            command.addAll(jvm);
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    (contender == Contender.BARE ? BareServer.class : StockServer.class).getName(),
                    Frames.BEFORE,
                    Frames.BEHIND,
                    String.valueOf(freePort())));
        }
        return new Peer(Child.run(options.log(contender.name()), true, Map.of(), pinned(command)));
    }

    /** The stock component takes no port 0. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    int port() {
        return port;
    }

    @Override
    boolean saysReady() {
        return false;
    }

    @Override
    IntFunction<String> path() {
        return number -> "/t";
    }

    @Override
    void publish(long number) throws IOException {
        child().say(String.valueOf(number));
    }
}
