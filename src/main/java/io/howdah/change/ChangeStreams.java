package io.howdah.change;

import com.mongodb.client.MongoClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The change streams of a process: one for each database, which the routes that keep up with it share. It also tells which routes
 * do not: {@code howdah.stream.detached}, {@code howdah.stream.queue}, the changes that wait for a route, and {@code
 * howdah.stream.stalled}, whether its changes are not followed.
 */
public final class ChangeStreams implements MeterBinder {

    private final Map<Source, SharedStream> shared = new ConcurrentHashMap<>();
    /** By channel or route, since a route that is started again has another consumer. */
    private final Map<String, Last> last = new ConcurrentHashMap<>();

    private final Map<String, StreamFollower> routes = new ConcurrentHashMap<>();
    private final Map<String, Instant> ended = new ConcurrentHashMap<>();
    private final Map<String, List<Meter>> meters = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    private record Source(MongoClient client, String database) {}

    private record Last(String namespace, ChangeStreamFollower follower) {}

    ChangeStreams() {}

    SharedStream of(MongoClient client, String database) {
        return shared.computeIfAbsent(
                new Source(client, database), source -> new SharedStream(client.getDatabase(database)));
    }

    /** Returns what followed a collection's changes last for a channel or route, or null where nothing did. */
    @Nullable
    ChangeStreamFollower former(String owner, String namespace) {
        Last known = last.get(owner);
        return known != null && known.namespace().equals(namespace) ? known.follower() : null;
    }

    void remember(String owner, String namespace, ChangeStreamFollower follower) {
        last.put(owner, new Last(namespace, follower));
    }

    @Override
    public synchronized void bindTo(MeterRegistry meterRegistry) {
        registry = meterRegistry;
        routes.keySet().forEach(route -> measure(route, meterRegistry));
    }

    /** Return which routes have not begun to follow their changes, or "" if all have. */
    public String unfollowed() {
        return new TreeMap<>(routes)
                .entrySet().stream()
                        .filter(each -> !each.getValue().hasBegun())
                        .map(each -> "the changes for " + each.getKey() + " are not followed"
                                + each.getValue()
                                        .trouble()
                                        .map(trouble -> ", " + trouble.reason())
                                        .orElse(""))
                        .collect(Collectors.joining("; "));
    }

    /** Return which routes follow their changes no more though nobody has stopped them, and since when, or "". */
    public String ended() {
        return new TreeMap<>(ended)
                .entrySet().stream()
                        .map(each -> "The thread that follows the changes of " + each.getKey() + " is gone since "
                                + each.getValue())
                        .collect(Collectors.joining("; "));
    }

    /** Notes that the thread that followed the changes of a route has ended. */
    synchronized void ended(String routeId, StreamFollower following) {
        if (routes.get(routeId) == following) {
            ended.put(routeId, Instant.now());
        }
    }

    synchronized void add(String routeId, StreamFollower following) {
        routes.put(routeId, following);
        ended.remove(routeId);
        MeterRegistry known = registry;
        if (known != null) {
            measure(routeId, known);
        }
    }

    synchronized void remove(String routeId) {
        routes.remove(routeId);
        ended.remove(routeId);
        MeterRegistry known = registry;
        List<Meter> gauges = meters.remove(routeId);
        if (known != null && gauges != null) {
            gauges.forEach(known::remove);
        }
    }

    private void measure(String routeId, MeterRegistry known) {
        meters.computeIfAbsent(
                routeId,
                route -> List.of(
                        gauge(
                                known,
                                "howdah.stream.detached",
                                "1 while a route reads its changes by itself, because it does not keep up",
                                route,
                                following -> following.isBehind() ? 1 : 0),
                        gauge(
                                known,
                                "howdah.stream.queue",
                                "Changes that were read and that a route has not taken",
                                route,
                                StreamFollower::waiting),
                        gauge(
                                known,
                                "howdah.stream.stalled",
                                "1 while a route's changes are not followed",
                                route,
                                following -> following.trouble().isEmpty() ? 0 : 1)));
    }

    private Meter gauge(
            MeterRegistry known,
            String name,
            String description,
            String route,
            ToDoubleFunction<StreamFollower> value) {
        return Gauge.builder(name, routes, all -> {
                    StreamFollower following = all.get(route);
                    return following == null ? 0 : value.applyAsDouble(following);
                })
                .description(description)
                .tag("route", route)
                .register(known);
    }
}
