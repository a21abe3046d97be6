package io.howdah.http;

import io.netty.bootstrap.ServerBootstrap;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import java.util.Objects;

/**
 * Adds a {@link Gate} to each port, on the accepting thread. Vert.x 4.5 reports a connection only once it has an event
 * loop, and one with TLS after its handshake: too late for excess connections, which would delay requests. Only its
 * transport, an internal class, runs on the accepting thread; Vert.x 5 has a public API.
 */
final class GateTransport extends JDKTransport {

    /** Creates a Vert.x whose ports have gates. */
    static Vertx vertx(VertxOptions options) {
        return new VertxBuilder(options)
                .findTransport(new GateTransport())
                .init()
                .vertx();
    }

    /** Sets the guard of the next port that this context opens. A port without a guard is not opened. */
    static void guard(Context context, Edge edge) {
        context.put(Edge.class, edge);
    }

    /** Vert.x calls this in the context that opens the port. */
    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        Context opening = Objects.requireNonNull(Vertx.currentContext(), "a port is opened outside of a context");
        Edge edge = Objects.requireNonNull(opening.get(Edge.class), "a port is opened without a guard");
        bootstrap.handler(new Gate(edge));
    }
}
