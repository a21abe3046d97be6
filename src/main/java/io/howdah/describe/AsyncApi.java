package io.howdah.describe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.ReadModels;
import io.howdah.push.channel.NotifyRoute;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/** The bean {@code asyncApi} of the edge route: describes the channels that there are at the moment it is asked. */
public final class AsyncApi {

    private final ReadModels models;
    private final Supplier<List<NotifyRoute>> routes;

    /**
     * Makes the bean.
     *
     * @param models what the channels show
     * @param routes the notify routes, asked at each request
     */
    public AsyncApi(ReadModels models, Supplier<List<NotifyRoute>> routes) {
        this.models = models;
        this.routes = routes;
    }

    /**
     * Turns a request into its answer: an AsyncAPI 3.0.0 document in JSON, whose servers are where the request was sent to.
     * Headers are dropped, as a client may set any.
     */
    public void describe(Exchange exchange) throws JsonProcessingException {
        DescriptionHttp.answer(exchange, this::describe);
    }

    /** Return the description for those who are not where it is served: its servers have a host that is nobody's. */
    public ObjectNode describe() {
        return describe(Address.NOBODYS);
    }

    ObjectNode describe(Address address) {
        AsyncApiDocument document = new AsyncApiDocument(models.registry(), address);
        routes.get().forEach(route -> document.add(route, models.get(route.model())));
        return document.json();
    }
}
