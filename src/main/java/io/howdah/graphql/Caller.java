package io.howdah.graphql;

import graphql.GraphQLContext;
import io.howdah.observe.TraceContext;
import io.howdah.query.Deadline;
import io.howdah.query.Reader;
import io.howdah.security.Principal;
import io.opentelemetry.context.Context;

/**
 * Sender of an operation and the request's context.
 *
 * @param frontend the frontend that executes the operation: the folder below {@code graphql/}, empty for {@code /graphql}
 *     itself
 * @param principal the authenticated principal
 * @param client identifies the client in limits and fair sharing, as {@link io.howdah.http.RateLimits#key}; empty
 *     outside a request
 * @param trace the request's span; {@link Context#root()} outside a request
 * @param idempotencyKey the client's idempotency key, empty if it sent none
 */
public record Caller(String frontend, Principal principal, String client, Context trace, String idempotencyKey) {

    /** Anonymous caller at {@code /graphql}, outside a request. */
    public static final Caller ANONYMOUS = new Caller("", Principal.ANONYMOUS, "", Context.root(), "");

    /** Returns the id of the request's trace, for logs and errors; empty outside a request. */
    public String correlationId() {
        return TraceContext.id(trace);
    }

    /** Returns the operation's caller as a reader of read models, limited by the operation's remaining time. */
    public static Reader reader(GraphQLContext context) {
        return new Reader(of(context).principal(), deadline(context).remaining());
    }

    /** Returns the operation's deadline. */
    public static Deadline deadline(GraphQLContext context) {
        return context.getOrDefault(Deadline.class, Deadline.NONE);
    }

    /** Returns the operation's caller. */
    public static Caller of(GraphQLContext context) {
        return context.getOrDefault(Caller.class, ANONYMOUS);
    }
}
