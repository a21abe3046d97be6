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

/** Every channel and every open socket. It belongs to the component, not to a route: routes come and go, sockets stay. */
public final class SocketRegistry {
    private final Map<String, PathSockets> channels = new ConcurrentHashMap<>();
    private final Set<String> declared = ConcurrentHashMap.newKeySet();
    private final Map<String, WebSocketConnection> connections = new ConcurrentHashMap<>();
    private final Map<EventLoop, LoopWrites> writes = new ConcurrentHashMap<>();
    private final @Nullable Channels feeds;

    /** Creates a hub; {@code feeds} are the channels of read models, null if there are none. */
    public SocketRegistry(@Nullable Channels feeds) {
        this.feeds = feeds;
    }

    @Nullable
    public Channels feeds() {
        return feeds;
    }

    /** Returns the channel of a path, if the path is a channel of a read model. */
    public Optional<Channel> feed(String path) {
        return feeds == null ? Optional.empty() : feeds.at(path);
    }

    /** Makes a channel known, so that clients may connect to its path. */
    public void declare(String path) {
        declared.add(path);
    }

    /** Forgets a channel that nothing sends to any more. */
    public void forget(String path) {
        declared.remove(path);
    }

    /** The paths of the declared channels, sorted. */
    public List<String> declared() {
        return declared.stream().sorted().toList();
    }

    public boolean isDeclared(String path) {
        return declared.contains(path);
    }

    /**
     * Makes a declared channel ready for a socket that is about to open on this event loop, so that a frame published
     * while the client reads its answer is not missed.
     */
    public void expect(String path, Context context) {
        if (isDeclared(path)) {
            channels.computeIfAbsent(path, unknown -> new PathSockets()).expect(context);
        }
    }

    /** What the event loop of a connection writes. */
    public LoopWrites writes(HttpConnection line) {
        return writes.computeIfAbsent(
                ((ConnectionBase) line).channelHandlerContext().channel().eventLoop(), LoopWrites::new);
    }

    /** Adds a socket until it closes; must be called on its event loop. */
    public void join(WebSocketConnection connection) {
        connections.put(connection.key(), connection);
        channels.compute(connection.path(), (path, known) -> {
            PathSockets channel = known == null ? new PathSockets() : known;
            channel.join(connection);
            return channel;
        });
        connection.closed().onSuccess(now -> leave(connection));
    }

    /**
     * Takes an event of a read model for its channel.
     *
     * @return done when the next may come; no client is waited for
     */
    public Future<Void> publish(String path, ChannelEvent event) {
        return feed(path)
                .map(channel -> channel.publish(event))
                .orElseThrow(() -> new IllegalStateException(path + " is no channel of a notify route"));
    }

    /** See {@link PathSockets#publish}; a channel without sockets is done at once. */
    public Future<Void> publish(String path, byte[] utf8) {
        PathSockets channel = channels.get(path);
        return channel == null ? Future.succeededFuture() : channel.publish(utf8);
    }

    public Optional<WebSocketConnection> connection(String key) {
        return Optional.ofNullable(connections.get(key));
    }

    private void leave(WebSocketConnection connection) {
        connections.remove(connection.key());
        channels.computeIfPresent(connection.path(), (path, channel) -> {
            channel.leave(connection);
            // A path that clients make up, as under a path parameter, is forgotten with its last socket.
            return channel.isEmpty() && !isDeclared(path) ? null : channel;
        });
    }
}
