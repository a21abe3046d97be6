package io.howdah.describe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.text.JsonMappers;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** How a description is sent. */
public final class DescriptionHttp {

    private static final JsonMapper JSON = JsonMappers.PLAIN;

    private DescriptionHttp() {}

    /**
     * Turns a request into its answer, in JSON. Headers are dropped, as a client may set any.
     *
     * @param document makes the description, by where the request was sent to
     */
    public static void answer(Exchange exchange, Function<Address, ObjectNode> document)
            throws JsonProcessingException {
        Address address = Address.of(exchange.getMessage(HttpMessage.class).getRequest());
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
        // The routes may change, and the servers are the asker's own.
        answer.setHeader("Cache-Control", "no-store");
        answer.setBody(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document.apply(address)));
    }
}
