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
import io.howdah.query.ProcessorTimes;
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
 * Serves GraphQL to clients that can receive several results, by WebSocket and server-sent events. All operations pass
 * through {@code direct:graphql}. Thread-safe.
 */
public final class GraphQlProtocolHandler implements ProtocolHandler, MeterBinder, AutoCloseable {

    private final int maxBytes;
    private final Pools pools;
    private final ThreadPoolExecutor steps;
    private final Set<ClientSocket> sockets = ConcurrentHashMap.newKeySet();
    private final LiveOperations liveOperations;

    /**
     * Creates a handler.
     *
     * @param context the context with the operations' routes; it need not be started
     * @param channels the channels that subscriptions receive events from
     * @param operations limits the threads that read relations, and the operations that wait for blocking steps
     * @param maxBytes maximum size of a request
     */
    public GraphQlProtocolHandler(
            CamelContext context,
            Channels channels,
            GraphQlEngine engine,
            ReadModels models,
            Authenticator authenticator,
            PersistedQueries persisted,
            OperationSettings operations,
            ProcessorTimes processorTimes,
            int maxBytes) {
        this.maxBytes = maxBytes;
        // The number of waiting tasks is limited by the results that a subscription may have in evaluation.
        this.pools = new Pools(
                pool(
                        "howdah-live-evaluation",
                        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                        processorTimes),
                pool("howdah-live-reading", operations.threads(), processorTimes));
        this.steps = new ThreadPoolExecutor(
                operations.threads(),
                operations.threads(),
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(operations.queue()),
                GraphQlProtocolHandler::thread);
        steps.allowCoreThreadTimeOut(true);
        OperationRoute route = new OperationRoute(context, steps);
        this.liveOperations = new LiveOperations(
                route,
                new LiveGroups(engine, models, route, pools),
                channels,
                persisted,
                authenticator,
                engine.tracing());
        channels.onDrain(() -> drain(channels));
    }

    /**
     * Creates a pool. One client uses at most a quarter of its threads, so that its slow work doesn't delay other
     * clients.
     */
    private static FairPool pool(String name, int threads, ProcessorTimes processorTimes) {
        return new FairPool(name, threads, Math.max(1, threads / 4), processorTimes);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "howdah-live");
        thread.setDaemon(true);
        return thread;
    }

    /** Holds operations of sockets and streams back until the reload ends. */
    public void hold() {
        liveOperations.hold();
    }

    /** Releases operations held back, with the models that the engine serves now. */
    public void reload() {
        liveOperations.reload();
    }

    /** Registers the metrics of sockets, groups and evaluations. */
    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("howdah.graphql.sockets", sockets::size)
                .description("Open GraphQL WebSockets")
                .register(registry);
        Gauge.builder("howdah.graphql.groups", liveOperations::groups)
                .description("Groups of GraphQL subscriptions with equal results")
                .register(registry);
        Map.<String, ToIntFunction<FairPool>>of("waiting", FairPool::waiting, "running", FairPool::running)
                .forEach((state, count) -> Gauge.builder(
                                "howdah.graphql.evaluations",
                                pools,
                                sampled -> count.applyAsInt(sampled.evaluating()) + count.applyAsInt(sampled.waiting()))
                        .description("Results of GraphQL subscriptions that are being evaluated or wait for evaluation")
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
    public void open(IncomingClient client) {
        // Only a socket may authenticate later, whatever the client accepts.
        if (!Upgrades.isWebSocket(client.request())) {
            client.session()
                    .ifPresentOrElse(
                            session -> new GraphQlEvents(liveOperations, client, session, maxBytes).start(),
                            () -> client.refuse(401, "A token is needed: Authorization: Bearer <token>."));
            return;
        }
        boolean offersProtocol = SubProtocols.isOffered(client.request(), SubProtocols.GRAPHQL_TRANSPORT_WS);
        client.upgrade(Set.of(SubProtocols.GRAPHQL_TRANSPORT_WS), socket -> {
            sockets.add(socket);
            socket.closed().onComplete(gone -> sockets.remove(socket));
            new GraphQlSocket(liveOperations, client, socket).start(offersProtocol);
        });
    }

    private void drain(Channels channels) {
        for (ClientSocket socket : sockets) {
            socket.context()
                    .runOnContext(now ->
                            socket.close(CloseCode.GOING_AWAY.code(), CloseCode.GOING_AWAY.reason(channels.retryMs())));
        }
    }

    @Override
    public void close() {
        pools.evaluating().close();
        pools.waiting().close();
        steps.shutdownNow();
    }
}
