package io.howdah.rest;

import io.howdah.graphql.Caller;
import io.howdah.query.Disconnect;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request to the API, as the steps of its routes have it before it is answered.
 *
 * @param name the collection or the command, such as {@code rides}
 * @param key the document's key as text, if one document is asked for
 * @param parameters what the URL says, without who asks
 * @param arguments what a command's body says
 * @param caller who asks
 * @param departure tells when nobody waits for the answer any more
 */
public record RestRequest(
        String name,
        Optional<String> key,
        Map<String, List<String>> parameters,
        Map<String, Object> arguments,
        Caller caller,
        Disconnect departure) {

    /** Its values may be personal data, so they never get into a log by accident. */
    @Override
    public String toString() {
        return "RestRequest[" + name + "]";
    }
}
