package io.howdah.graphql;

import graphql.GraphQLContext;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operation needs whose client can be told more than one result. */
public final class LiveClient {

    /** Of a client that is told one result alone. */
    static final LiveClient NOT = new LiveClient(null, null);

    private final @Nullable String cursor;
    private final @Nullable Map<String, Object> told;
    private volatile @Nullable LiveQuery begun;

    private LiveClient(@Nullable String cursor, @Nullable Map<String, Object> told) {
        this.cursor = cursor;
        this.told = told;
    }

    /** Returns that of an operation that begins; {@code cursor} is what its transport knows of where it left off, empty for nothing. */
    public static LiveClient begin(String cursor) {
        return new LiveClient(cursor, null);
    }

    /** Returns that of a later result of a subscription, which passes the steps of {@code direct:graphql} like any other. */
    public static LiveClient result(Map<String, Object> told) {
        return new LiveClient(null, told);
    }

    /** Returns that of the operation that this is the context of. */
    public static LiveClient of(GraphQLContext context) {
        return context.getOrDefault(LiveClient.class, NOT);
    }

    /** Returns whether its client can be told more than one result. */
    public boolean isPossible() {
        return cursor != null;
    }

    /** Returns where the client left off, if its transport knows. */
    public Optional<String> cursor() {
        return Optional.ofNullable(cursor).filter(text -> !text.isBlank());
    }

    /** Returns the result that was worked out already, if this is a later one. */
    public Optional<Map<String, Object>> told() {
        return Optional.ofNullable(told);
    }

    /** Says what is to be told. */
    public void begin(LiveQuery query) {
        begun = query;
    }

    /** Returns what is to be told from now on, if the operation was a subscription and has begun. */
    public Optional<LiveQuery> begun() {
        return Optional.ofNullable(begun);
    }
}
