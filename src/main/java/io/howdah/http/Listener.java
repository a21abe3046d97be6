package io.howdah.http;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

/** A port on which several event loops accept connections. */
final class Listener {
    /** For the same number below zero, Vert.x opens one free port for all event loops; for 0 it opens one for each. */
    private static final int SHARED_FREE_PORT = -1;

    private final Vertx vertx;
    private final String deployment;
    private final List<HttpServer> servers;

    private Listener(Vertx vertx, String deployment, List<HttpServer> servers) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.servers = servers;
    }

    /**
     * Binds the port, and returns when every event loop accepts connections.
     *
     * @param options the address and port, 0 for a free port
     * @param setting the setting of the port, for error messages
     * @param edge the port's guard
     * @throws PortUnavailableException if the port cannot be bound
     */
    static Listener open(
            Vertx vertx,
            HttpServerOptions options,
            int eventLoops,
            String setting,
            Edge edge,
            Handler<HttpServerRequest> handler)
            throws InterruptedException {
        List<HttpServer> servers = new CopyOnWriteArrayList<>();
        int port = options.getPort();
        if (port == 0 && eventLoops > 1) {
            options.setPort(SHARED_FREE_PORT);
        }
        Future<String> deployed = vertx.deployVerticle(
                () -> new Acceptor(options, edge, handler, servers), new DeploymentOptions().setInstances(eventLoops));
        try {
            String deployment =
                    deployed.toCompletionStage().toCompletableFuture().get();
            return new Listener(vertx, deployment, servers);
        } catch (ExecutionException e) {
            throw new PortUnavailableException(
                    setting, options.getHost(), port, e.getCause() == null ? e : e.getCause());
        }
    }

    int port() {
        return servers.get(0).actualPort();
    }

    /** Stops accepting, and closes the open connections. */
    void close() throws InterruptedException {
        try {
            vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            // Already closed with its Vert.x.
            return;
        }
    }

    /** The server of one event loop: each verticle has its own loop, and its server is closed with it. */
    private static final class Acceptor extends AbstractVerticle {
        private final HttpServerOptions options;
        private final Edge edge;
        private final Handler<HttpServerRequest> handler;
        private final List<HttpServer> servers;

        Acceptor(HttpServerOptions options, Edge edge, Handler<HttpServerRequest> handler, List<HttpServer> servers) {
            this.options = options;
            this.edge = edge;
            this.handler = handler;
            this.servers = servers;
        }

        @Override
        public void start(Promise<Void> started) {
            GateTransport.guard(context, edge);
            HttpServer server = vertx.createHttpServer(options);
            SlowClients.watch(vertx, server, edge, handler);
            server.listen().onSuccess(servers::add).<Void>mapEmpty().onComplete(started);
        }
    }
}
