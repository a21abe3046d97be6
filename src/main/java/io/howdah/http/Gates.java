package io.howdah.http;

import io.netty.bootstrap.ServerBootstrap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts a {@link Gate} before each port, on the thread that accepts. Vert.x (4.5) tells of a connection when an event loop has it, and
 * of one with TLS when its handshake is done: too late for one that is not wanted, since requests wait while it is looked at.
 */
final class Gates extends JDKTransport {

    private final Map<Integer, Edge> edges = new ConcurrentHashMap<>();

    /** Makes a Vert.x whose ports have them. */
    Vertx vertx(VertxOptions options) {
        return new VertxBuilder(options).findTransport(this).init().vertx();
    }

    /**
     * Puts one before the port that these options ask for, to be called before it is opened. A free port is asked for by a number below
     * zero from then on, which is Vert.x's way to open the same one for several event loops.
     */
    void guard(HttpServerOptions options, Edge edge) {
        if (options.getPort() == 0) {
            options.setPort(-1 - edges.size());
        }
        edges.put(options.getPort(), edge);
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        // What a server is made of is copied: the port that is asked for tells which it is.
        Edge edge = edges.get(options.getPort());
        if (edge == null) {
            throw new IllegalStateException("the port " + options.getPort() + " has no gate");
        }
        bootstrap.handler(new Gate(edge));
    }
}
