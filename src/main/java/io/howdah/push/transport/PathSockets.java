package io.howdah.push.transport;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The sockets of one path, in a group for each event loop, so that a frame costs one hop for a loop and not one for a socket. */
final class PathSockets {
    /** A context of an event loop, and the sockets that only that loop touches. */
    private record Group(Context context, Set<WebSocketConnection> connections) {}

    private final Map<Thread, Group> groups = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    /** Prepares the group of the calling event loop. */
    void expect(Context context) {
        groups.computeIfAbsent(Thread.currentThread(), loop -> new Group(context, new LinkedHashSet<>()));
    }

    /** Adds a socket; must be called on its event loop. */
    void join(WebSocketConnection connection) {
        groups.computeIfAbsent(Thread.currentThread(), loop -> new Group(connection.context(), new LinkedHashSet<>()))
                .connections()
                .add(connection);
        size.incrementAndGet();
    }

    /** Removes a socket that has joined; must be called on its event loop, once. */
    void leave(WebSocketConnection connection) {
        Group group = groups.get(Thread.currentThread());
        if (group != null) {
            group.connections().remove(connection);
        }
        size.decrementAndGet();
    }

    boolean isEmpty() {
        return size.get() == 0;
    }

    /**
     * Offers a frame to every socket; two calls one after the other reach each socket in that order.
     *
     * @return done when every event loop has handed the frame to its sockets; no client is waited for
     */
    synchronized Future<Void> publish(byte[] utf8) {
        List<Future<Void>> handed = new ArrayList<>(groups.size());
        for (Group group : groups.values()) {
            Promise<Void> promise = Promise.promise();
            handed.add(promise.future());
            group.context().runOnContext(now -> {
                group.connections().removeIf(connection -> !connection.offer(utf8));
                promise.complete();
            });
        }
        return Future.all(handed).mapEmpty();
    }
}
