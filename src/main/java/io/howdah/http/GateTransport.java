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
 * Puts a {@link Gate} before each port, on the thread that accepts. Vert.x (4.5) tells of a connection when an event loop has it, and
 * of one with TLS when its handshake is done: too late for one that is not wanted, since requests wait while it is looked at. It lets
 * nobody else near the accepting thread but its transport, which only internal classes can replace; Vert.x 5 has a public way.
 */
final class GateTransport extends JDKTransport {

    /** Creates a Vert.x whose ports have gates. */
    static Vertx vertx(VertxOptions options) {
        return new VertxBuilder(options)
                .findTransport(new GateTransport())
                .init()
                .vertx();
    }

    /** Says what guards the port that this context opens next; a port without a guard is not opened. */
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
