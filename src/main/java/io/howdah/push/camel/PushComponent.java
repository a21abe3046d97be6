package io.howdah.push.camel;

import io.howdah.http.HttpServers;
import io.howdah.push.channel.Channels;
import io.howdah.push.transport.ProtocolHandler;
import io.howdah.push.transport.SocketLimits;
import io.howdah.push.transport.SocketRegistry;
import io.vertx.ext.web.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.vertx.websocket.VertxWebsocketComponent;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConfiguration;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConsumer;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEndpoint;
import org.apache.camel.spi.annotations.Component;
import org.jspecify.annotations.Nullable;

/**
 * The {@code vertx-websocket:} scheme on the application port, for URIs without a host: {@code vertx-websocket:/path}.
 *
 * <p>Mends the stock component of Camel 4.17.0: it has a server of its own with one event loop, upgrades before any step has
 * run, makes headers of a client's query parameters (CVE-2026-46726), waits for its slowest client, delivers out of order, and
 * when one route stops it loses the sockets of the others.
 */
@Component("vertx-websocket")
public final class PushComponent extends VertxWebsocketComponent {
    private static final int BEFORE_OTHERS = -1;

    private final HttpServers servers;
    private final SocketLimits limits;
    private final SocketRegistry hub;
    private final Map<String, ProtocolHandler> doors;
    private final Map<VertxWebsocketConsumer, Route> routes = new ConcurrentHashMap<>();

    /** Creates a component whose channels carry what routes send, and no read models. */
    public PushComponent(HttpServers servers) {
        this(servers, SocketLimits.of(servers.messageBytes()), null, Map.of());
    }

    /**
     * Creates a component of the application port.
     *
     * @param feeds the channels of read models
     * @param doors the protocols that are served beside the channels' own, by their path as a route's URI has it, such as
     *     {@code /{frontend}/graphql}
     */
    public PushComponent(HttpServers servers, Channels feeds, Map<String, ProtocolHandler> doors) {
        this(servers, SocketLimits.of(servers.messageBytes()), feeds, doors);
    }

    PushComponent(
            HttpServers servers, SocketLimits limits, @Nullable Channels feeds, Map<String, ProtocolHandler> doors) {
        this.servers = servers;
        this.limits = limits;
        this.hub = new SocketRegistry(feeds);
        this.doors = Map.copyOf(doors);
    }

    /** The paths of the channels that routes send to, such as {@code /notifications/rides}, sorted. */
    public List<String> channels() {
        return hub.declared();
    }

    /** Lets go of channels whose notify routes are gone, such as {@code rides}. */
    public void forget(Set<String> channels) {
        channels.forEach(channel -> hub.forget(Channels.PATH_PREFIX + channel));
    }

    Optional<ProtocolHandler> door(String path) {
        return Optional.ofNullable(doors.get(path));
    }

    SocketRegistry hub() {
        return hub;
    }

    @Override
    protected void doInit() throws Exception {
        setVertx(servers.vertx());
        super.doInit();
        Channels channels = hub.feeds();
        if (channels != null) {
            channels.start(servers.vertx());
        }
    }

    @Override
    protected VertxWebsocketEndpoint createEndpointInstance(String uri, VertxWebsocketConfiguration configuration) {
        return new PushEndpoint(uri, this, configuration);
    }

    @Override
    public void connectConsumer(VertxWebsocketConsumer consumer) {
        PushConsumer pushing = (PushConsumer) consumer;
        // {channel} is Camel's form of a parameter, and :channel that of Vert.x.
        String path = pushing.getEndpoint().path().replace('{', ':').replace("}", "");
        Handshake handshake =
                new Handshake(pushing, hub, getVertx(), limits, servers.largestMessage(), servers.addresses());
        Route route = servers.router().route(path);
        if (pushing.getEndpoint().door().isPresent()) {
            // Before what else serves the path.
            route.order(BEFORE_OTHERS);
        }
        routes.put(consumer, route.handler(handshake));
    }

    /** Lets nobody in any more; who is in stays. */
    @Override
    public void disconnectConsumer(VertxWebsocketConsumer consumer) {
        Route route = routes.remove(consumer);
        if (route != null) {
            route.remove();
        }
    }
}
