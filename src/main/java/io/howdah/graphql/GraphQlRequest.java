package io.howdah.graphql;

import io.howdah.query.Disconnect;
import java.util.Map;

/**
 * Request to execute one GraphQL operation, from any transport.
 *
 * @param query the document's text
 * @param operationName the operation to execute, or empty if the document has only one
 * @param variables the values of the operation's variables
 * @param extensions the protocol extensions of the request
 * @param caller the sender
 * @param disconnect signals that the client no longer waits for the result
 * @param live the state of a client that can receive several results
 */
public record GraphQlRequest(
        String query,
        String operationName,
        Map<String, Object> variables,
        Map<String, Object> extensions,
        Caller caller,
        Disconnect disconnect,
        LiveClient live) {

    /** Creates an anonymous request for a single result. */
    public GraphQlRequest(
            String query, String operationName, Map<String, Object> variables, Map<String, Object> extensions) {
        this(query, operationName, variables, extensions, Caller.ANONYMOUS, Disconnect.NEVER, LiveClient.SINGLE_RESULT);
    }

    /** Returns a copy with a caller. */
    public GraphQlRequest withCaller(Caller caller) {
        return new GraphQlRequest(query, operationName, variables, extensions, caller, disconnect, live);
    }

    /** Returns a copy with a signal for the client's disconnect. */
    public GraphQlRequest withDisconnect(Disconnect disconnect) {
        return new GraphQlRequest(query, operationName, variables, extensions, caller, disconnect, live);
    }

    /** Returns a copy for a client that can receive several results. */
    public GraphQlRequest with(LiveClient live) {
        return new GraphQlRequest(query, operationName, variables, extensions, caller, disconnect, live);
    }

    /** Returns a copy with a document's text. */
    public GraphQlRequest with(String query) {
        return new GraphQlRequest(query, operationName, variables, extensions, caller, disconnect, live);
    }

    /** Omits the text from logs, because its literals may contain personal data. */
    @Override
    public String toString() {
        return "GraphQlRequest[" + query.length() + " characters]";
    }
}
