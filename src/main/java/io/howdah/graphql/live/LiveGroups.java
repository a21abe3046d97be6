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
 * Puts subscriptions that are shown the same into groups: of equal documents, operations and variables, at one frontend, of people
 * with equal {@link Rights}. What happens is worked out once for a group, however many are in it, and never for two.
 */
public final class LiveGroups {

    /** What is kept of frames, and of the changes that they tell, for the others of a group. Bytes. */
    private static final long CACHED_BYTES = 16L * 1024 * 1024;

    /** The others come to them soon, or not at all. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    private record Key(
            String frontend,
            String text,
            String operation,
            Map<String, Object> variables,
            String channel,
            Principal rights,
            int models) {}

    private record FrameKey(LiveGroup group, SubscriptionEvent notice) {}

    private final Map<String, Rights> rights = new ConcurrentHashMap<>();
    private final AtomicInteger generation = new AtomicInteger();
    private final Map<Key, LiveGroup> groups = new ConcurrentHashMap<>();
    private final Cache<FrameKey, EncodedEvent> frames = Caffeine.newBuilder()
            .maximumWeight(CACHED_BYTES)
            .expireAfterWrite(KEPT)
            .<FrameKey, EncodedEvent>weigher((key, frame) -> key.notice().size() + frame.size())
            .build();
    private final ObjectMapper json = JsonMappers.PLAIN;
    private final GraphQlEngine engine;
    private final ReadModels models;
    private final OperationRoute route;
    private final Pools pools;

    /**
     * Threads that evaluate what happens for a group.
     *
     * @param evaluating for what is there: they only compute
     * @param waiting for what relations lead to, and for steps of the route
     */
    public record Pools(FairPool evaluating, FairPool waiting) {}

    public LiveGroups(GraphQlEngine engine, ReadModels models, OperationRoute route, Pools pools) {
        this.engine = engine;
        this.models = models;
        this.route = route;
        this.pools = pools;
    }

    /** A member's place in a group, until it leaves. */
    record Membership(LiveGroup group, Runnable leave) {}

    /**
     * Lets a subscription into its group, which is made if it is the first.
     *
     * @param client whose subscription it is
     * @param permit gives what a client needs to be in one more group; what it throws is thrown
     */
    Membership join(
            GraphQlRequest request,
            LiveQuery query,
            String channel,
            UnaryOperator<String> cursors,
            String client,
            Supplier<Permit> permit) {
        Caller caller = request.caller();
        // A step of the route may look at who asks, and show each something else.
        Principal who = route.isPlain() ? rights(query.model()).narrow(caller.principal()) : caller.principal();
        Key key = new Key(
                caller.frontend(),
                request.query(),
                request.operationName(),
                query.selection().variables(),
                channel,
                who,
                generation.get());
        LiveGroup group = groups.compute(key, (same, known) -> {
            LiveGroup found = known == null
                    ? new LiveGroup(
                            this,
                            request.by(new Caller(caller.frontend(), who, "", Context.root(), "")),
                            query,
                            cursors)
                    : known;
            found.members.enter(client, permit);
            return found;
        });
        return new Membership(group, () -> leave(key, client));
    }

    /** Groups who joins from now on anew, since the models are others. */
    void reload() {
        generation.incrementAndGet();
        rights.clear();
    }

    private void leave(Key key, String client) {
        groups.computeIfPresent(key, (same, group) -> group.members.leave(client) ? null : group);
    }

    private Rights rights(ReadModel model) {
        return rights.computeIfAbsent(model.name(), name -> Rights.of(model, models));
    }

    /** How many groups there are. */
    int size() {
        return groups.size();
    }

    EncodedEvent shared(LiveGroup group, SubscriptionEvent notice, Supplier<EncodedEvent> make) {
        FrameKey key = new FrameKey(group, notice);
        EncodedEvent frame = frames.get(key, first -> make.get());
        if (!frame.isFailed()) {
            return frame;
        }
        // Another try may succeed.
        frames.invalidate(key);
        return frames.get(key, first -> make.get());
    }

    SubscriptionEngine engine(String frontend) {
        return engine.changes(frontend);
    }

    OperationRoute route() {
        return route;
    }

    Pools pools() {
        return pools;
    }

    /** Sends a result through the steps of the route, if there are any. */
    CompletableFuture<byte[]> pass(GraphQlRequest request, Map<String, Object> result) {
        return route.isPlain()
                ? CompletableFuture.completedFuture(bytes(result))
                : route.run(request.with(LiveClient.result(result))).thenApply(this::bytes);
    }

    byte[] bytes(Object result) {
        try {
            return json.writeValueAsBytes(result);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body after direct:graphql is not ready for JSON", e);
        }
    }
}
