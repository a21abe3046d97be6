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
 * Camel component {@code vertx-websocket:} on the application port, for URIs without a host: {@code
 * vertx-websocket:/path}.
 *
 * <p>Replaces parts of the stock component of Camel 4.17.0, which starts its own server with one event loop, upgrades
 * before any step has run, turns query parameters into headers (CVE-2026-46726), waits for its slowest client, delivers
 * out of order, and loses the sockets of other routes when one route stops.
 */
@Component("vertx-websocket")
public final class PushComponent extends VertxWebsocketComponent {
    private static final int BEFORE_OTHERS = -1;

    private final HttpServers servers;
    private final SocketLimits limits;
    private final SocketRegistry sockets;
    private final Map<String, ProtocolHandler> handlers;
    private final Map<VertxWebsocketConsumer, Route> routes = new ConcurrentHashMap<>();

    /** Creates a component without read models: its channels carry only what routes send. */
    public PushComponent(HttpServers servers) {
        this(servers, SocketLimits.of(servers.messageBytes()), null, Map.of());
    }

    /**
     * Creates a component on the application port.
     *
     * @param channels the channels of read models
     * @param handlers other protocols by path, as in a route's URI, such as {@code /{frontend}/graphql}
     */
    public PushComponent(HttpServers servers, Channels channels, Map<String, ProtocolHandler> handlers) {
        this(servers, SocketLimits.of(servers.messageBytes()), channels, handlers);
    }

    PushComponent(
            HttpServers servers,
            SocketLimits limits,
            @Nullable Channels channels,
            Map<String, ProtocolHandler> handlers) {
        this.servers = servers;
        this.limits = limits;
        this.sockets = new SocketRegistry(channels);
        this.handlers = Map.copyOf(handlers);
    }

    /** Returns the paths of the channels that routes publish to, such as {@code /notifications/rides}, sorted. */
    public List<String> channels() {
        return sockets.declared();
    }

    /** Removes channels without a notify route, such as {@code rides}. */
    public void forget(Set<String> channels) {
        channels.forEach(channel -> sockets.forget(Channels.PATH_PREFIX + channel));
    }

    Optional<ProtocolHandler> handler(String path) {
        return Optional.ofNullable(handlers.get(path));
    }

    SocketRegistry sockets() {
        return sockets;
    }

    @Override
    protected void doInit() throws Exception {
        setVertx(servers.vertx());
        super.doInit();
        Channels channels = sockets.channels();
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
        // Camel writes a path parameter as {channel}, Vert.x as :channel.
        String path = pushing.getEndpoint().path().replace('{', ':').replace("}", "");
        Handshake handshake =
                new Handshake(pushing, sockets, getVertx(), limits, servers.largestMessage(), servers.addresses());
        Route route = servers.router().route(path);
        if (pushing.getEndpoint().handler().isPresent()) {
            // Before other handlers of the path.
            route.order(BEFORE_OTHERS);
        }
        routes.put(consumer, route.handler(handshake));
    }

    /** Stops accepting clients; open sockets stay. */
    @Override
    public void disconnectConsumer(VertxWebsocketConsumer consumer) {
        Route route = routes.remove(consumer);
        if (route != null) {
            route.remove();
        }
    }
}
