package io.howdah.graphql;

import java.util.Map;

/**
 * One operation that a client asks for, whatever brought it.
 *
 * @param query the document's text
 * @param operationName which of the document's operations, or empty if it has only one
 * @param variables the values of the operation's variables
 * @param extensions what clients add to the protocol
 * @param caller who asks, and where
 */
public record GraphQlRequest(
        String query,
        String operationName,
        Map<String, Object> variables,
        Map<String, Object> extensions,
        Caller caller) {

    /** One of whose sender nothing is known. */
    public GraphQlRequest(
            String query, String operationName, Map<String, Object> variables, Map<String, Object> extensions) {
        this(query, operationName, variables, extensions, Caller.NOBODY);
    }

    /** Return the same, asked by somebody. */
    public GraphQlRequest by(Caller asking) {
        return new GraphQlRequest(query, operationName, variables, extensions, asking);
    }

    /** A text may hold personal data in its literals, so it never gets into a log by accident. */
    @Override
    public String toString() {
        return "GraphQlRequest[" + query.length() + " characters]";
    }
}
