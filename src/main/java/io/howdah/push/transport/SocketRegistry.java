package io.howdah.push.transport;

import io.howdah.push.channel.Channel;
import io.howdah.push.channel.ChannelEvent;
import io.howdah.push.channel.Channels;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe registry of all channels and open sockets. Belongs to the component, not to a route, so that sockets
 * outlive routes.
 */
public final class SocketRegistry {
    private final Map<String, PathSockets> paths = new ConcurrentHashMap<>();
    private final Set<String> declared = ConcurrentHashMap.newKeySet();
    private final Map<String, WebSocketConnection> connections = new ConcurrentHashMap<>();
    private final Map<EventLoop, LoopWrites> writes = new ConcurrentHashMap<>();
    private final @Nullable Channels channels;

    /**
     * Creates a registry.
     *
     * @param channels channels of read models, null if there are none
     */
    public SocketRegistry(@Nullable Channels channels) {
        this.channels = channels;
    }

    @Nullable
    public Channels channels() {
        return channels;
    }

    /** Returns the channel of a path, if the path is a read model's channel. */
    public Optional<Channel> channel(String path) {
        return channels == null ? Optional.empty() : channels.at(path);
    }

    /** Declares a channel, so that clients may connect to its path. */
    public void declare(String path) {
        declared.add(path);
    }

    /** Removes a channel that no route publishes to any more. */
    public void forget(String path) {
        declared.remove(path);
    }

    /** Returns the paths of the declared channels, sorted. */
    public List<String> declared() {
        return declared.stream().sorted().toList();
    }

    public boolean isDeclared(String path) {
        return declared.contains(path);
    }

    /**
     * Prepares a declared channel for a socket that is about to open on this event loop, so that it gets messages
     * published while the client reads the handshake's response.
     */
    public void expect(String path, Context context) {
        if (isDeclared(path)) {
            paths.computeIfAbsent(path, unknown -> new PathSockets()).expect(context);
        }
    }

    /** Returns the writes of a connection's event loop. */
    public LoopWrites writes(HttpConnection connection) {
        return writes.computeIfAbsent(
                ((ConnectionBase) connection).channelHandlerContext().channel().eventLoop(), LoopWrites::new);
    }

    /** Adds a socket until it closes. Must be called on its event loop. */
    public void join(WebSocketConnection connection) {
        connections.put(connection.key(), connection);
        paths.compute(connection.path(), (path, known) -> {
            PathSockets channel = known == null ? new PathSockets() : known;
            channel.join(connection);
            return channel;
        });
        connection.closed().onSuccess(now -> leave(connection));
    }

    /**
     * Publishes an event of a read model to its channel.
     *
     * @return completes when the next event may come; slow clients do not delay it
     */
    public Future<Void> publish(String path, ChannelEvent event) {
        return channel(path)
                .map(channel -> channel.publish(event))
                .orElseThrow(() -> new IllegalStateException(path + " is not the channel of a notify route"));
    }

    /** Publishes a text message to the sockets of a path; see {@link PathSockets#publish}. */
    public Future<Void> publish(String path, byte[] utf8) {
        PathSockets channel = paths.get(path);
        return channel == null ? Future.succeededFuture() : channel.publish(utf8);
    }

    public Optional<WebSocketConnection> connection(String key) {
        return Optional.ofNullable(connections.get(key));
    }

    private void leave(WebSocketConnection connection) {
        connections.remove(connection.key());
        paths.computeIfPresent(connection.path(), (path, channel) -> {
            channel.leave(connection);
            // Clients can invent paths that match a path parameter, so those are removed with their last socket.
            return channel.isEmpty() && !isDeclared(path) ? null : channel;
        });
    }
}
