package io.howdah.graphql;

/**
 * Thrown by a step of {@code direct:graphql}, or of REST's routes, to refuse an operation, or by the route of a hand-written field to refuse that. Unlike any other exception's, its message is shown to the
 * client, as a GraphQL error with the code {@code FORBIDDEN}.
 */
public final class GraphQlRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Refuse for a reason that the client may read. */
    public GraphQlRefusal(String message) {
        super(message);
    }
}
