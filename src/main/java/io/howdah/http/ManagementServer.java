package io.howdah.http;

import io.howdah.config.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.Optional;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Server of Camel's management port. Camel's own server (4.17.0) only warns if its port is in use, and removes the
 * platform-http component when it stops. This one fails the start instead, and leaves the component.
 */
final class ManagementServer extends VertxPlatformHttpServer {
    private final HttpSettings settings;
    private final Edge edge;
    private final Optional<TlsReload> tls;
    private final Vertx vertx;
    private final Router router;
    private final VertxPlatformHttpServerConfiguration configuration;
    private @Nullable Listener listener;

    ManagementServer(
            HttpSettings settings,
            Edge edge,
            Optional<TlsReload> tls,
            Vertx vertx,
            VertxPlatformHttpServerConfiguration configuration) {
        super(configuration);
        this.settings = settings;
        this.edge = edge;
        this.tls = tls;
        this.vertx = vertx;
        this.configuration = configuration;
        this.router = Router.router(vertx);
    }

    Router router() {
        return router;
    }

    @Override
    public int getPort() {
        return listener == null ? 0 : listener.port();
    }

    @Override
    protected void initializeServer() {
        EdgeRouter.answerWithProblems(router, settings);
        router.route().order(EdgeRouter.FIRST).handler(context -> {
            SecurityHeaders.put(context.response(), tls.isPresent());
            // Answers 400 if the query cannot be decoded: Camel's handlers would fail with it.
            var unused = context.queryParams();
            context.next();
        });
    }

    @Override
    protected void startServer() throws Exception {
        // As on the application port.
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.managementPort())
                .setMaxInitialLineLength(settings.edge().maxHeaderBytes())
                .setMaxHeaderSize(settings.edge().maxHeaderBytes())
                .setHttp2ClearTextEnabled(false);
        tls.ifPresent(files -> files.secure(options));
        Listener opened = Listener.open(vertx, options, 1, "howdah.management.port", edge, router);
        listener = opened;
        tls.ifPresent(files -> files.follow(vertx, TlsReload.EVERY));
        // Camel looks up the router by port, which is not known before if a free port was requested.
        configuration.setBindPort(opened.port());
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(opened.port());
        getCamelContext().getRegistry().bind(name, new VertxPlatformHttpRouter(this, vertx, router, name));
    }

    @Override
    protected void stopServer() {
        tls.ifPresent(files -> files.stop(vertx));
        if (listener == null) {
            return;
        }
        try {
            listener.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            listener = null;
        }
    }

    @Override
    protected void stopVertx() {
        // Shared with the application port.
    }
}
