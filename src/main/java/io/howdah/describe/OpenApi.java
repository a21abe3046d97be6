package io.howdah.describe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.ReadModels;
import org.apache.camel.Exchange;

/** The bean {@code openApi} of the edge route: describes the lists, documents and commands of {@code /api}. */
public final class OpenApi {

    private final ReadModels models;

    /** Creates the bean. */
    public OpenApi(ReadModels models) {
        this.models = models;
    }

    /**
     * Answers a request with an OpenAPI 3.1 document in JSON. Its server is the address that the request was sent to. Drops all headers,
     * as a client may set any.
     */
    public void describe(Exchange exchange) throws JsonProcessingException {
        DescriptionHttp.answer(exchange, this::describe);
    }

    /** Returns the description without a request: its server is {@link Address#EXAMPLE}. */
    public ObjectNode describe() {
        return describe(Address.EXAMPLE);
    }

    /** Returns the description for clients of this address. */
    ObjectNode describe(Address address) {
        return new OpenApiDocument(models.frontends().get(0), address).json();
    }
}
