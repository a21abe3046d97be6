package io.howdah.graphql.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.howdah.graphql.Caller;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.LiveClient;
import io.howdah.graphql.LiveQuery;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.graphql.execution.OperationRoute;
import io.howdah.graphql.execution.SubscriptionEngine;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.push.EncodedEvent;
import io.howdah.push.FairPool;
import io.howdah.push.Permits.Permit;
import io.howdah.push.channel.SubscriptionEvent;
import io.howdah.security.Principal;
import io.howdah.text.JsonMappers;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Groups subscriptions that get the same results: those of principals with equal {@link Rights}, with equal document,
 * operation and variables, of one frontend. Each event is evaluated once per group, however many members it has.
 * Thread-safe.
 */
public final class LiveGroups {

    /** Maximum size of cached results and their events, for the other members of a group. Bytes. */
    private static final long CACHED_BYTES = 16L * 1024 * 1024;

    /** The other members request a result soon or never. */
    private static final Duration CACHE_TIME = Duration.ofSeconds(10);

    private record Key(
            String frontend,
            String text,
            String operation,
            Map<String, Object> variables,
            String channel,
            Principal rights,
            int models) {}

    private record EventKey(LiveGroup group, SubscriptionEvent event) {}

    private final Map<String, Rights> rights = new ConcurrentHashMap<>();
    private final AtomicInteger generation = new AtomicInteger();
    private final Map<Key, LiveGroup> groups = new ConcurrentHashMap<>();
    private final Cache<EventKey, EncodedEvent> encodedEvents = Caffeine.newBuilder()
            .maximumWeight(CACHED_BYTES)
            .expireAfterWrite(CACHE_TIME)
            .<EventKey, EncodedEvent>weigher((key, encoded) -> key.event().size() + encoded.size())
            .build();
    private final ObjectMapper json = JsonMappers.PLAIN;
    private final GraphQlEngine engine;
    private final ReadModels models;
    private final OperationRoute route;
    private final Pools pools;

    /**
     * Threads that evaluate events for groups.
     *
     * @param evaluating for results without reads, which only compute
     * @param waiting for relations, which read from MongoDB, and for steps of the route
     */
    public record Pools(FairPool evaluating, FairPool waiting) {}

    public LiveGroups(GraphQlEngine engine, ReadModels models, OperationRoute route, Pools pools) {
        this.engine = engine;
        this.models = models;
        this.route = route;
        this.pools = pools;
    }

    /** Membership of a subscription in a group, until {@code leave} runs. */
    record Membership(LiveGroup group, Runnable leave) {}

    /**
     * Adds a subscription to its group, which is created for the first member.
     *
     * @param client the subscription's client
     * @param permit takes the client's permit for one more group; its exception is thrown
     */
    Membership join(
            GraphQlRequest request,
            LiveQuery query,
            String channel,
            UnaryOperator<String> cursors,
            String client,
            Supplier<Permit> permit) {
        Caller caller = request.caller();
        // A step of the route may show each principal something else.
        Principal principal = route.isPlain() ? rights(query.model()).narrow(caller.principal()) : caller.principal();
        Key key = new Key(
                caller.frontend(),
                request.query(),
                request.operationName(),
                query.selection().variables(),
                channel,
                principal,
                generation.get());
        LiveGroup group = groups.compute(key, (same, existing) -> {
            LiveGroup joined = existing == null
                    ? new LiveGroup(
                            this,
                            request.withCaller(new Caller(caller.frontend(), principal, "", Context.root(), "")),
                            query,
                            cursors)
                    : existing;
            joined.members.add(client, permit);
            return joined;
        });
        return new Membership(group, () -> leave(key, client));
    }

    /** Creates new groups for all subscriptions that join from now on, because the models have changed. */
    void reload() {
        generation.incrementAndGet();
        rights.clear();
    }

    private void leave(Key key, String client) {
        groups.computeIfPresent(key, (same, group) -> group.members.remove(client) ? null : group);
    }

    private Rights rights(ReadModel model) {
        return rights.computeIfAbsent(model.name(), name -> Rights.of(model, models));
    }

    /** Returns the number of groups. */
    int size() {
        return groups.size();
    }

    EncodedEvent shared(LiveGroup group, SubscriptionEvent event, Supplier<EncodedEvent> evaluate) {
        EventKey key = new EventKey(group, event);
        EncodedEvent encoded = encodedEvents.get(key, absent -> evaluate.get());
        if (!encoded.isFailed()) {
            return encoded;
        }
        // A retry may succeed.
        encodedEvents.invalidate(key);
        return encodedEvents.get(key, absent -> evaluate.get());
    }

    SubscriptionEngine engine(String frontend) {
        return engine.subscriptionEngine(frontend);
    }

    OperationRoute route() {
        return route;
    }

    Pools pools() {
        return pools;
    }

    /** Sends a result through the steps of the route, unless execution is its only step. */
    CompletableFuture<byte[]> pass(GraphQlRequest request, Map<String, Object> result) {
        return route.isPlain()
                ? CompletableFuture.completedFuture(bytes(result))
                : route.run(request.with(LiveClient.ofResult(result))).thenApply(this::bytes);
    }

    byte[] bytes(Object result) {
        try {
            return json.writeValueAsBytes(result);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body after direct:graphql cannot be converted to JSON.", e);
        }
    }
}
