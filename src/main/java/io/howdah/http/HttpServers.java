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
     * Makes them, without a port open.
     *
     * @param settings where to listen, and what strangers may cost
     * @param audit who is told of what is refused
     * @param tracing records requests
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

    /** Takes what stands before the application port's routes, without which that port is not opened; to be called before the start. */
    public void secure(Consumer<Router> before) {
        security = before;
    }

    /** Has the application port ask clients for a certificate, of any issuer; to be called before the start. Clients need not have one. */
    public void askForCertificates() {
        certificates = true;
    }

    /** Return what clients may send; it counts for all paths together. */
    public RateLimits rates() {
        return rates;
    }

    /** Return what becomes of requests that do not tell who sends them. */
    public Identification identification() {
        return identification;
    }

    /** Returns the policy of routes whose steps never wait, which runs them on the event loop of their request. */
    public RoutePolicy onEventLoop() {
        return onEventLoop;
    }

    /** Return what tells a client's address. */
    public ClientAddress addresses() {
        return addresses;
    }

    /** Makes known how many connections there are, and what was refused. */
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
                Math.max(EdgeRouter.MAX_BODY, settings.graphQlBytes()));
    }

    private Optional<TlsReload> tls(boolean wanted) {
        return settings.edge()
                .tls()
                .filter(files -> wanted)
                .map(files -> new TlsReload(files, settings.edge().headTimeout()));
    }

    /** Returns the application port that is really bound, 0 before the start. */
    public int port() {
        return application == null ? 0 : application.port();
    }

    /** Returns the management port that is really bound, 0 before the start. */
    public int managementPort() {
        return management == null ? 0 : management.getPort();
    }

    /** Returns the largest message that a WebSocket client may send where it speaks no GraphQL, in one frame or in several. */
    public int messageBytes() {
        return settings.messageBytes();
    }

    /** Returns the largest message that is read of any WebSocket client. */
    public int largestMessage() {
        return settings.largestMessage();
    }

    /** Returns the router of the application port, for handlers that stand beside Camel's routes. */
    public Router router() {
        return Objects.requireNonNull(router, "camel.server.enabled=false: the application port has no router");
    }

    /** Returns the Vert.x of both ports, whose event loops are as many as the settings say. */
    public Vertx vertx() {
        return vertx;
    }

    /** Has clients send their next request on another connection, which does not lead here once others know that the process ends. */
    public void leave() {
        leaving = true;
    }

    /** Takes what gives the operations that GraphiQL shows at first, by the name of the frontend. */
    public void showExamples(UnaryOperator<String> ofFrontend) {
        examples = ofFrontend;
    }

    /** Takes something that adds handlers to the application port's router, behind what secures it and before it is opened. */
    public void onApplication(BiConsumer<Vertx, Router> handlers) {
        applicationHandlers.add(handlers);
    }

    /** Takes something that adds handlers to the management port's router, if that port is opened, before it is. */
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
            // Camel's management server takes the service that it finds for its port, and makes one only if there is
            // none.
            camel.addService(opened);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
        return server;
    }

    /** Closes both ports and the event loops. Harmless when repeated. */
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
