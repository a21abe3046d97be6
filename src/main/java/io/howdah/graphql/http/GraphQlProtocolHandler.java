package io.howdah.graphql.http;

import io.howdah.config.OperationSettings;
import io.howdah.graphql.MediaType;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.graphql.execution.OperationRoute;
import io.howdah.graphql.execution.PersistedQueries;
import io.howdah.graphql.live.LiveGroups;
import io.howdah.graphql.live.LiveGroups.Pools;
import io.howdah.graphql.live.LiveOperations;
import io.howdah.http.Accept;
import io.howdah.http.SubProtocols;
import io.howdah.http.Upgrades;
import io.howdah.model.ReadModels;
import io.howdah.push.ClientSocket;
import io.howdah.push.CloseCode;
import io.howdah.push.FairPool;
import io.howdah.push.channel.Channels;
import io.howdah.push.transport.IncomingClient;
import io.howdah.push.transport.ProtocolHandler;
import io.howdah.security.Authenticator;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.apache.camel.CamelContext;

/**
 * Serves GraphQL to clients that can be told more than one result: by WebSocket, and as server-sent events. Whatever they ask goes
 * through {@code direct:graphql}.
 */
public final class GraphQlProtocolHandler implements ProtocolHandler, MeterBinder, AutoCloseable {

    private final int mostBytes;
    private final Pools pools;
    private final ThreadPoolExecutor steps;
    private final Set<ClientSocket> sockets = ConcurrentHashMap.newKeySet();
    private final LiveOperations running;

    /**
     * Creates it.
     *
     * @param context has the routes that operations go through; it need not be started
     * @param feeds what subscriptions draw from
     * @param operations how many relations of changes are read at once, and how many operations may wait for steps that wait
     * @param mostBytes the largest request
     */
    public GraphQlProtocolHandler(
            CamelContext context,
            Channels feeds,
            GraphQlEngine engine,
            ReadModels models,
            Authenticator authenticator,
            PersistedQueries persisted,
            OperationSettings operations,
            int mostBytes) {
        this.mostBytes = mostBytes;
        // What waits here is bounded by how many results of a subscription are evaluated at once.
        this.pools = new Pools(
                pool("howdah-live-evaluation", Math.max(1, Runtime.getRuntime().availableProcessors() / 2)),
                pool("howdah-live-reading", operations.threads()));
        this.steps = new ThreadPoolExecutor(
                operations.threads(),
                operations.threads(),
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(operations.queue()),
                GraphQlProtocolHandler::thread);
        steps.allowCoreThreadTimeOut(true);
        OperationRoute route = new OperationRoute(context, steps);
        this.running = new LiveOperations(
                route, new LiveGroups(engine, models, route, pools), feeds, persisted, authenticator, engine.tracing());
        feeds.onDrain(() -> drain(feeds));
    }

    /** A quarter of the threads is the most that one client uses: what it waits for is not to keep others waiting. */
    private static FairPool pool(String name, int threads) {
        return new FairPool(name, threads, Math.max(1, threads / 4));
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "howdah-live");
        thread.setDaemon(true);
        return thread;
    }

    /** Lets operations of sockets and streams wait until the reload has come to its end. */
    public void hold() {
        running.hold();
    }

    /** Goes on, with other models perhaps, which the engine serves already. */
    public void reload() {
        running.reload();
    }

    /** Tells how many sockets there are, and for how many groups of subscriptions what happens is worked out. */
    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("howdah.graphql.sockets", sockets::size)
                .description("Open WebSockets of GraphQL")
                .register(registry);
        Gauge.builder("howdah.graphql.groups", running::groups)
                .description("Groups of GraphQL subscriptions that are shown the same")
                .register(registry);
        Map.<String, ToIntFunction<FairPool>>of("waiting", FairPool::waiting, "running", FairPool::running)
                .forEach((state, number) -> Gauge.builder(
                                "howdah.graphql.evaluations",
                                pools,
                                all -> number.applyAsInt(all.evaluating()) + number.applyAsInt(all.waiting()))
                        .description(
                                "Results of GraphQL subscriptions that are being evaluated, or wait for their turn")
                        .tag("state", state)
                        .register(registry));
    }

    @Override
    public boolean serves(HttpServerRequest request) {
        return Upgrades.isWebSocket(request) || wantsEvents(request);
    }

    private static boolean wantsEvents(HttpServerRequest request) {
        return MediaType.wantsEvents(Accept.of(request));
    }

    @Override
    public void open(IncomingClient arrival) {
        // Whatever it accepts: only a socket may say later who it is.
        if (!Upgrades.isWebSocket(arrival.request())) {
            arrival.session()
                    .ifPresentOrElse(
                            session -> new GraphQlEvents(running, arrival, session, mostBytes).begin(),
                            () -> arrival.refuse(401, "A token is needed: Authorization: Bearer <token>."));
            return;
        }
        boolean speaks = SubProtocols.isOffered(arrival.request(), SubProtocols.GRAPHQL_TRANSPORT_WS);
        arrival.upgrade(Set.of(SubProtocols.GRAPHQL_TRANSPORT_WS), socket -> {
            sockets.add(socket);
            socket.closed().onComplete(gone -> sockets.remove(socket));
            new GraphQlSocket(running, arrival, socket).begin(speaks);
        });
    }

    private void drain(Channels feeds) {
        for (ClientSocket socket : sockets) {
            socket.context()
                    .runOnContext(now ->
                            socket.close(CloseCode.GOING_AWAY.code(), CloseCode.GOING_AWAY.reason(feeds.retryMs())));
        }
    }

    @Override
    public void close() {
        pools.evaluating().close();
        pools.waiting().close();
        steps.shutdownNow();
    }
}
