package io.howdah.graphql;

import graphql.GraphQLContext;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Per-operation state of a client that can receive several results. Thread-safe. */
public final class LiveClient {

    /** State of a client that can receive only one result. */
    static final LiveClient SINGLE_RESULT = new LiveClient(null, null);

    private final @Nullable String cursor;
    private final @Nullable Map<String, Object> result;
    private volatile @Nullable LiveQuery started;

    private LiveClient(@Nullable String cursor, @Nullable Map<String, Object> result) {
        this.cursor = cursor;
        this.result = result;
    }

    /**
     * Creates the state of a new operation. {@code cursor} is the client's last cursor as its transport knows it, empty
     * for none.
     */
    public static LiveClient start(String cursor) {
        return new LiveClient(cursor, null);
    }

    /**
     * Creates the state of a subscription's later result, which passes through the steps of {@code direct:graphql} like
     * the first.
     */
    public static LiveClient ofResult(Map<String, Object> result) {
        return new LiveClient(null, result);
    }

    /** Returns the state in an operation's context. */
    public static LiveClient of(GraphQLContext context) {
        return context.getOrDefault(LiveClient.class, SINGLE_RESULT);
    }

    /** Returns whether the client can receive several results. */
    public boolean acceptsSubscriptions() {
        return cursor != null;
    }

    /** Returns the client's last cursor, or empty if its transport knows none. */
    public Optional<String> cursor() {
        return Optional.ofNullable(cursor).filter(text -> !text.isBlank());
    }

    /** Returns the result if it has been evaluated already, as that of a later event. */
    public Optional<Map<String, Object>> result() {
        return Optional.ofNullable(result);
    }

    /** Sets the subscription that the operation started. */
    public void start(LiveQuery query) {
        started = query;
    }

    /** Returns the subscription if the operation started one. */
    public Optional<LiveQuery> started() {
        return Optional.ofNullable(started);
    }
}
