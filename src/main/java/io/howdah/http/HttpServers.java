package io.howdah.http;

import io.github.bucket4j.TimeMeter;
import io.howdah.config.EdgeSettings;
import io.howdah.config.HttpSettings;
import io.howdah.observe.Tracing;
import io.howdah.security.Audit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP servers of the process, under camel-main's own switches {@code camel.server.enabled} and {@code
 * camel.management.enabled}; where they listen is said by {@link HttpSettings} alone.
 *
 * <p>Bound to the registry, it takes the place of the stock factory (Camel 4.17.0), whose server has one event loop, goes on
 * with a warning when its port is taken, cannot share a port with WebSockets, and fails beside a management server unless its
 * port is 8080. Close it when the start has failed; a CamelContext that stops does so itself.
 */
public final class HttpServers extends DefaultMainHttpServerFactory implements AutoCloseable {
    private final HttpSettings settings;
    private final OnEventLoop onEventLoop = new OnEventLoop();
    private final Vertx vertx;
    private @Nullable Consumer<Router> security;
    private final ClientAddress addresses;
    private final EdgeRefusals watch;
    private final Tracing tracing;
    private final RateLimits rates;
    private final Identification identification;
    private final ConnectionLimiter connections;
    private final List<BiConsumer<Vertx, Router>> applicationHandlers = new ArrayList<>();
    private final List<BiConsumer<Vertx, Router>> managementHandlers = new ArrayList<>();
    private volatile boolean leaving;
    private boolean certificates;
    private UnaryOperator<String> examples = frontend -> "";
    private @Nullable Router router;
    private @Nullable ApplicationServer application;
    private @Nullable ManagementServer management;

    /**
     * Creates the servers without opening a port.
     *
     * @param settings addresses, ports and limits
     * @param audit the log of refusals
     * @param tracing traces requests
     */
    public HttpServers(HttpSettings settings, Audit audit, Tracing tracing) {
        this.settings = settings;
        this.tracing = tracing;
        this.vertx = GateTransport.vertx(new VertxOptions().setEventLoopPoolSize(settings.eventLoops()));
        EdgeSettings edge = settings.edge();
        addresses = new ClientAddress(edge.trustedProxies());
        watch = new EdgeRefusals(audit, addresses);
        rates = new RateLimits(edge.requestsPerSecond(), edge.failuresPerSecond(), TimeMeter.SYSTEM_NANOTIME);
        identification = new Identification(audit, rates, addresses, watch);
        connections = connections();
    }

    /** Sets the handlers that secure the application port. Without them the port is not opened. Call it before the start. */
    public void secure(Consumer<Router> before) {
        security = before;
    }

    /** Makes the application port request client certificates of any issuer, which stay optional. Call it before the start. */
    public void askForCertificates() {
        certificates = true;
    }

    /** Returns the rate limits of clients, shared by all paths. */
    public RateLimits rates() {
        return rates;
    }

    /** Returns the handler of authentication attempts. */
    public Identification identification() {
        return identification;
    }

    /** Returns the policy of routes that never block, which run on the event loop of their request. */
    public RoutePolicy onEventLoop() {
        return onEventLoop;
    }

    /** Returns the resolver of client addresses. */
    public ClientAddress addresses() {
        return addresses;
    }

    /** Publishes the metrics of connections and refusals. */
    public void bindTo(MeterRegistry meters) {
        watch.bindTo(meters);
        Gauge.builder("howdah.http.connections", connections, ConnectionLimiter::open)
                .description("connections of the application port")
                .register(meters);
    }

    private ConnectionLimiter connections() {
        return new ConnectionLimiter(settings.edge(), addresses, TimeMeter.SYSTEM_NANOTIME);
    }

    private Edge edge(ConnectionLimiter counted) {
        return new Edge(
                counted,
                ClientTimeouts.of(settings.edge()),
                watch,
                Math.max(EdgeRouter.MAX_BODY, settings.maxGraphQlBytes()));
    }

    private Optional<TlsReload> tls(boolean wanted) {
        return settings.edge()
                .tls()
                .filter(files -> wanted)
                .map(files -> new TlsReload(files, settings.edge().headTimeout()));
    }

    /** Returns the bound application port, 0 before the start. */
    public int port() {
        return application == null ? 0 : application.port();
    }

    /** Returns the bound management port, 0 before the start. */
    public int managementPort() {
        return management == null ? 0 : management.getPort();
    }

    /** Returns the maximum size of a WebSocket message on channels, in one frame or several, in bytes. */
    public int messageBytes() {
        return settings.maxMessageBytes();
    }

    /** Returns the maximum size of any WebSocket message, in bytes. */
    public int largestMessage() {
        return settings.maxAnyMessageBytes();
    }

    /** Returns the application port's router, for handlers beside Camel's routes. */
    public Router router() {
        return Objects.requireNonNull(router, "camel.server.enabled=false: the application port has no router");
    }

    /** Returns the Vert.x of both ports, with the configured number of event loops. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * Closes connections after their next response, so that clients reconnect to another process once balancers know that
     * this one ends.
     */
    public void leave() {
        leaving = true;
    }

    /** Sets the supplier of GraphiQL's initial operations, by frontend name. */
    public void showExamples(UnaryOperator<String> ofFrontend) {
        examples = ofFrontend;
    }

    /** Adds handlers to the application port's router, after the security handlers and before the port opens. */
    public void onApplication(BiConsumer<Vertx, Router> handlers) {
        applicationHandlers.add(handlers);
    }

    /** Adds handlers to the management port's router before the port opens, if it is enabled. */
    public void onManagement(BiConsumer<Vertx, Router> handlers) {
        managementHandlers.add(handlers);
    }

    @Override
    public Service newHttpServer(CamelContext camel, HttpServerConfigurationProperties unused) {
        Vertx shared = bindVertx(camel);
        Router edge = EdgeRouter.create(
                shared,
                camel,
                settings,
                new TraceGate(tracing),
                new OriginGate(settings.edge().allowedOrigins(), watch),
                new RateGate(rates, addresses, watch),
                () -> leaving);
        Objects.requireNonNull(security, "nothing tells who sends a request").accept(edge);
        if (settings.graphiql()) {
            GraphiQl.mount(edge, frontend -> examples.apply(frontend));
        }
        applicationHandlers.forEach(handlers -> handlers.accept(shared, edge));
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost(settings.host());
        configuration.setBindPort(settings.port());
        camel.getRegistry().bind("platform-http-configuration", configuration);
        bindRouter(camel, shared, edge);
        PlatformHttpComponent component = camel.getComponent("platform-http", PlatformHttpComponent.class);
        component.setHeaderFilterStrategy(new EdgeHeaders());
        EventLoopEngine engine = new EventLoopEngine(onEventLoop);
        engine.setCamelContext(camel);
        component.setEngine(engine);
        router = edge;
        application = new ApplicationServer(
                settings, edge(connections), tls(true), certificates, shared, edge, configuration);
        return application;
    }

    @Override
    public Service newHttpManagementServer(CamelContext camel, HttpManagementServerConfigurationProperties properties) {
        ManagementHttpServer server = (ManagementHttpServer) super.newHttpManagementServer(camel, properties);
        server.setHost(settings.host());
        server.setPort(settings.managementPort());
        ManagementServer opened = new ManagementServer(
                settings,
                edge(connections()),
                tls(settings.edge().managementTls()),
                bindVertx(camel),
                server.getConfiguration());
        managementHandlers.forEach(handlers -> handlers.accept(vertx, opened.router()));
        management = opened;
        try {
            // Camel's management server uses an existing service for its port, and creates one only if there is none.
            camel.addService(opened);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
        return server;
    }

    /** Closes both ports and the event loops. Idempotent. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Vertx bindVertx(CamelContext camel) {
        if (camel.getRegistry().lookupByName("vertx") == null) {
            camel.getRegistry().bind("vertx", vertx);
            camel.addLifecycleStrategy(new LifecycleStrategySupport() {
                @Override
                public void onContextStopped(CamelContext context) {
                    close();
                }
            });
        }
        return vertx;
    }

    private void bindRouter(CamelContext camel, Vertx shared, Router edge) {
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(settings.port());
        camel.getRegistry().bind(name, new VertxPlatformHttpRouter(null, shared, edge, name) {
            @Override
            public Handler<RoutingContext> bodyHandler() {
                return EdgeRouter.bodyHandler(settings);
            }
        });
    }
}
