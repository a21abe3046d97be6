package io.howdah.tools.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * Answer of a service to a step.
 *
 * @param status the HTTP status; from 400 on the step fails, as with the real service
 * @param body the body; a string as it is, everything else as JSON; null leaves the message unchanged
 */
record Answer(int status, JsonNode body) {

    private static final int OK = 200;
    private static final int FIRST_FAILURE = 400;
    private static final Set<String> PARTS = Set.of("status", "body");

    /** Reads an answer: an object with an integer {@code status} and an optional {@code body}; any other value is the body. */
    static Answer of(JsonNode json) {
        boolean whole = json.path("status").isInt()
                && json.properties().stream().allMatch(field -> PARTS.contains(field.getKey()));
        return whole ? new Answer(json.get("status").asInt(), json.path("body")) : new Answer(OK, json);
    }

    /** Puts the answer into the exchange of a step. */
    void to(Exchange exchange, String step) throws HttpOperationFailedException {
        if (status >= FIRST_FAILURE) {
            throw new HttpOperationFailedException(step, status, null, null, null, text());
        }
        Message message = exchange.getMessage();
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        if (!body.isNull()) {
            message.setBody(text());
            message.setHeader(Exchange.CONTENT_TYPE, body.isTextual() ? "text/plain" : "application/json");
        }
    }

    private String text() {
        return body.isTextual() || body instanceof MissingNode ? body.asText() : Json.text(body);
    }
}
