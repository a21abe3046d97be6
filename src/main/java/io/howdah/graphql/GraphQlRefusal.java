package io.howdah.graphql;

/**
 * Thrown by routes to refuse an operation or a field. Steps of {@code direct:graphql} and of REST's routes refuse the
 * operation; the route of a hand-written field refuses that field. Unlike other exceptions, the client gets the
 * message, as a GraphQL error with the code {@code FORBIDDEN}.
 */
public final class GraphQlRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates a refusal with a message for the client. */
    public GraphQlRefusal(String message) {
        super(message);
    }
}
