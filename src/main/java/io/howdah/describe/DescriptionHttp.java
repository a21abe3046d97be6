package io.howdah.describe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.text.JsonMappers;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** Answers requests for a description of an API. */
public final class DescriptionHttp {

    private static final JsonMapper JSON = JsonMappers.PLAIN;

    private DescriptionHttp() {}

    /**
     * Answers a request with a document in JSON. Drops all headers, as a client may set any.
     *
     * @param document creates the description for the address that the request was sent to
     */
    public static void answer(Exchange exchange, Function<Address, ObjectNode> document)
            throws JsonProcessingException {
        Address address = Address.of(exchange.getMessage(HttpMessage.class).getRequest());
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
        // The routes may change, and the servers depend on the client.
        answer.setHeader("Cache-Control", "no-store");
        answer.setBody(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document.apply(address)));
    }
}
