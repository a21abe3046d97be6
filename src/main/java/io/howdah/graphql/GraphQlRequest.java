package io.howdah.graphql;

import java.util.Map;

/**
 * One operation that a client asks for, whatever brought it.
 *
 * @param query the document's text
 * @param operationName which of the document's operations, or empty if it has only one
 * @param variables the values of the operation's variables
 * @param extensions what clients add to the protocol
 */
public record GraphQlRequest(
        String query, String operationName, Map<String, Object> variables, Map<String, Object> extensions) {

    /** A text may hold personal data in its literals, so it never gets into a log by accident. */
    @Override
    public String toString() {
        return "GraphQlRequest[" + query.length() + " characters]";
    }
}
