package io.howdah.rest;

import io.howdah.graphql.Caller;
import io.howdah.query.Disconnect;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request to the REST API: the body of its routes until a step answers it.
 *
 * @param name the collection or the command, such as {@code rides}
 * @param key the document's key as text, for a request of one document
 * @param parameters the URL's parameters, without credentials
 * @param arguments the arguments in a command's body
 * @param caller the authenticated client
 * @param disconnect completes when the client disconnects
 */
public record RestRequest(
        String name,
        Optional<String> key,
        Map<String, List<String>> parameters,
        Map<String, Object> arguments,
        Caller caller,
        Disconnect disconnect) {

    /** Leaves out all values, as they may be personal data and must not reach a log. */
    @Override
    public String toString() {
        return "RestRequest[" + name + "]";
    }
}
