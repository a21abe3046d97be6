package io.howdah.graphql;

import graphql.GraphQLContext;
import io.howdah.observe.TraceContext;
import io.howdah.query.Deadline;
import io.howdah.query.Reader;
import io.howdah.security.Principal;
import io.opentelemetry.context.Context;

/**
 * Who sent an operation, and what else came with it beside its text.
 *
 * @param frontend whose schema it is asked of: the folder below {@code graphql/}, empty for {@code /graphql} itself
 * @param principal who asks
 * @param client tells the client from others for the shares that each has, as {@link io.howdah.http.RateLimits#key} does; empty outside
 *     a request
 * @param trace the span that the request is; {@link Context#root()} outside a request
 * @param idempotencyKey the client's own name for what it wants done once, empty if it gave none
 */
public record Caller(String frontend, Principal principal, String client, Context trace, String idempotencyKey) {

    /** Somebody of whom nothing is known, at {@code /graphql}. */
    public static final Caller NOBODY = new Caller("", Principal.NOBODY, "", Context.root(), "");

    /** Returns what tells this request from all others, in the log and in errors: the id of its trace; empty outside a request. */
    public String correlationId() {
        return TraceContext.id(trace);
    }

    /** Returns who asks in the context of an operation as a reader of the read models, for as long as the operation may take. */
    public static Reader reader(GraphQLContext context) {
        return new Reader(of(context).principal(), deadline(context).remaining());
    }

    /** Returns until when the operation that this is the context of must have ended. */
    public static Deadline deadline(GraphQLContext context) {
        return context.getOrDefault(Deadline.class, Deadline.NONE);
    }

    /** Returns who asks in the context of an operation. */
    public static Caller of(GraphQLContext context) {
        return context.getOrDefault(Caller.class, NOBODY);
    }
}
