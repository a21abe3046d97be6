package io.howdah.graphql;

import io.howdah.security.Principal;
import java.util.Map;

/**
 * One operation that a client asks for, whatever brought it.
 *
 * @param query the document's text
 * @param operationName which of the document's operations, or empty if it has only one
 * @param variables the values of the operation's variables
 * @param extensions what clients add to the protocol
 * @param principal who asks
 */
public record GraphQlRequest(
        String query,
        String operationName,
        Map<String, Object> variables,
        Map<String, Object> extensions,
        Principal principal) {

    /** One of whose sender nothing is known. */
    public GraphQlRequest(
            String query, String operationName, Map<String, Object> variables, Map<String, Object> extensions) {
        this(query, operationName, variables, extensions, Principal.NOBODY);
    }

    /** Return the same, asked by somebody. */
    public GraphQlRequest by(Principal asking) {
        return new GraphQlRequest(query, operationName, variables, extensions, asking);
    }

    /** A text may hold personal data in its literals, so it never gets into a log by accident. */
    @Override
    public String toString() {
        return "GraphQlRequest[" + query.length() + " characters]";
    }
}
