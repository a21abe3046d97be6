package io.howdah.describe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.ReadModels;
import io.howdah.push.channel.NotifyRoute;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/** The bean {@code asyncApi} of the edge route: describes the channels that exist at the time of the request. */
public final class AsyncApi {

    private final ReadModels models;
    private final Supplier<List<NotifyRoute>> routes;

    /**
     * Creates the bean.
     *
     * @param models the read models of the channels
     * @param routes supplies the notify routes, at each request
     */
    public AsyncApi(ReadModels models, Supplier<List<NotifyRoute>> routes) {
        this.models = models;
        this.routes = routes;
    }

    /**
     * Answers a request with an AsyncAPI 3.0.0 document in JSON. Its servers have the address that the request was sent to. Drops all
     * headers, as a client may set any.
     */
    public void describe(Exchange exchange) throws JsonProcessingException {
        DescriptionHttp.answer(exchange, this::describe);
    }

    /** Returns the description without a request: its servers are {@link Address#EXAMPLE}. */
    public ObjectNode describe() {
        return describe(Address.EXAMPLE);
    }

    ObjectNode describe(Address address) {
        AsyncApiDocument document = new AsyncApiDocument(models.registry(), address);
        routes.get().forEach(route -> document.add(route, models.get(route.model())));
        return document.json();
    }
}
