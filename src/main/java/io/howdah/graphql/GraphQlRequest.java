package io.howdah.graphql;

import io.howdah.query.Disconnect;
import java.util.Map;

/**
 * One operation that a client asks for, whatever brought it.
 *
 * @param query the document's text
 * @param operationName which of the document's operations, or empty if it has only one
 * @param variables the values of the operation's variables
 * @param extensions what clients add to the protocol
 * @param caller who asks, and where
 * @param departure tells when nobody waits for the answer any more
 * @param live whether the client can be told more than one result, and what is to be told it
 */
public record GraphQlRequest(
        String query,
        String operationName,
        Map<String, Object> variables,
        Map<String, Object> extensions,
        Caller caller,
        Disconnect departure,
        LiveClient live) {

    /** One of whose sender nothing is known. */
    public GraphQlRequest(
            String query, String operationName, Map<String, Object> variables, Map<String, Object> extensions) {
        this(query, operationName, variables, extensions, Caller.NOBODY, Disconnect.NEVER, LiveClient.NOT);
    }

    /** Returns the same, asked by somebody. */
    public GraphQlRequest by(Caller asking) {
        return new GraphQlRequest(query, operationName, variables, extensions, asking, departure, live);
    }

    /** Returns the same, of a client that may go before it has its answer. */
    public GraphQlRequest until(Disconnect leaving) {
        return new GraphQlRequest(query, operationName, variables, extensions, caller, leaving, live);
    }

    /** Returns the same, for a client that can be told more than one result. */
    public GraphQlRequest with(LiveClient telling) {
        return new GraphQlRequest(query, operationName, variables, extensions, caller, departure, telling);
    }

    /** Returns the same with the text of the document. */
    public GraphQlRequest with(String text) {
        return new GraphQlRequest(text, operationName, variables, extensions, caller, departure, live);
    }

    /** A text may hold personal data in its literals, so it never gets into a log by accident. */
    @Override
    public String toString() {
        return "GraphQlRequest[" + query.length() + " characters]";
    }
}
