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

/**
 * Sockets of one path, grouped by event loop, so that a message costs one task for each loop and not one for each
 * socket.
 */
final class PathSockets {
    /** An event loop's context, and the sockets that only this loop uses. */
    private record Group(Context context, Set<WebSocketConnection> connections) {}

    private final Map<Thread, Group> groups = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    /** Creates the group of the calling event loop. */
    void expect(Context context) {
        groups.computeIfAbsent(Thread.currentThread(), loop -> new Group(context, new LinkedHashSet<>()));
    }

    /** Adds a socket. Must be called on its event loop. */
    void join(WebSocketConnection connection) {
        groups.computeIfAbsent(Thread.currentThread(), loop -> new Group(connection.context(), new LinkedHashSet<>()))
                .connections()
                .add(connection);
        size.incrementAndGet();
    }

    /** Removes a socket. Must be called once, on its event loop. */
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
     * Offers a text message to every socket; each socket gets messages in the order of the calls.
     *
     * @return completes when every event loop has passed the message to its sockets; slow clients do not delay it
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
