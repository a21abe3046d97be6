package io.howdah.describe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.ReadModels;
import org.apache.camel.Exchange;

/** The bean {@code openApi} of the edge route: describes the lists, documents and commands of {@code /api}. */
public final class OpenApi {

    private final ReadModels models;

    /** Makes the bean. */
    public OpenApi(ReadModels models) {
        this.models = models;
    }

    /**
     * Turns a request into its answer: an OpenAPI 3.1 document in JSON, whose server is where the request was sent to. Headers are
     * dropped, as a client may set any.
     */
    public void describe(Exchange exchange) throws JsonProcessingException {
        DescriptionHttp.answer(exchange, this::describe);
    }

    /** Return the description for those who are not where it is served: its server has a host that is nobody's. */
    public ObjectNode describe() {
        return describe(Address.NOBODYS);
    }

    /** Return the document for those who reach the API at this address. */
    ObjectNode describe(Address address) {
        return new OpenApiDocument(models.frontends().get(0), address).json();
    }
}
