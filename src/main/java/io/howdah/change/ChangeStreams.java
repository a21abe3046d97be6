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
 * The change streams of a process: one per database, shared by the routes that keep up with it. Publishes which routes do
 * not keep up: {@code howdah.stream.detached}; the changes that wait for a route: {@code howdah.stream.queue}; and whether
 * a route's changes are not followed: {@code howdah.stream.stalled}.
 */
public final class ChangeStreams implements MeterBinder {

    private final Map<Source, SharedStream> shared = new ConcurrentHashMap<>();
    /** Last followers by channel or route, since a restarted route has another consumer. */
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

    /** Returns the last follower of a channel or route, or null if there was none. */
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

    /** Returns which routes have not started to follow their changes, or "" if all have. */
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

    /** Returns which routes' follower threads ended without a stop, and since when, or "". */
    public String ended() {
        return new TreeMap<>(ended)
                .entrySet().stream()
                        .map(each -> "The thread that follows the changes of " + each.getKey() + " ended at "
                                + each.getValue())
                        .collect(Collectors.joining("; "));
    }

    /** Records that the follower thread of a route has ended. */
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
                                "1 while a route reads a stream of its own because it does not keep up",
                                route,
                                following -> following.isBehind() ? 1 : 0),
                        gauge(
                                known,
                                "howdah.stream.queue",
                                "Changes that were read and wait for a route",
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
