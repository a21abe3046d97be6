package io.howdah.rest;

import io.howdah.http.Accept;
import io.howdah.model.ReadModel;
import io.howdah.push.RefusedException;
import io.howdah.push.channel.Channels;
import io.howdah.push.channel.SubscriptionRequest;
import io.howdah.push.transport.IncomingClient;
import io.howdah.push.transport.ProtocolHandler;
import io.howdah.security.Session;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;

/**
 * Serves {@code /api/<plural>/changes}: the events of a read model's channel as server-sent events, filtered like the model's list.
 */
public final class ChangesHandler implements ProtocolHandler {

    /** Authenticates the client; not a filter. */
    private static final String TICKET = "ticket";

    private static final String SINCE = "since";
    private static final String SNAPSHOT = "snapshot";

    private final RestApi api;
    private final Channels channels;

    /** Creates the handler of these channels. */
    public ChangesHandler(RestApi api, Channels channels) {
        this.api = api;
        this.channels = channels;
    }

    @Override
    public boolean serves(HttpServerRequest request) {
        return true;
    }

    @Override
    public void open(IncomingClient arrival) {
        try {
            Session session = arrival.session().orElseThrow();
            ReadModel model = model(arrival);
            String channel = channels.channelOf(model)
                    .orElseThrow(() -> new RestException(
                            404,
                            model.name() + " has no channel; add a route from the template notify to its domain."));
            channels.stream(channel, session, now -> request(arrival.request(), now, session), arrival.eventClient());
        } catch (RefusedException e) {
            arrival.refuse(e);
        } catch (RuntimeException e) {
            RestFailure failure = RestFailure.of(e);
            failure.headers()
                    .forEach((name, value) -> arrival.request().response().putHeader(name, value.toString()));
            arrival.refuse(failure.status(), failure.detail());
        }
    }

    private ReadModel model(IncomingClient arrival) {
        HttpServerRequest request = arrival.request();
        if (!request.method().name().equals("GET")) {
            throw RestException.methodNotAllowed("Read changes with GET.", "GET");
        }
        // Checks the name as for a list.
        String name = arrival.pathParameters().getOrDefault("collection", "");
        api.kind(name, true, "GET");
        if (!Accept.of(request).allows(Accept.EVENTS)) {
            throw new RestException(406, "The response is text/event-stream; the request must accept it.");
        }
        return api.collection(name).view().model();
    }

    private SubscriptionRequest request(HttpServerRequest request, ReadModel model, Session session) {
        Parameters parameters = Parameters.of(request.query());
        // An EventSource reconnects with its first URL and the cursor of its last event in this header.
        Optional<String> since = Optional.ofNullable(request.getHeader("Last-Event-ID"))
                .filter(cursor -> !cursor.isBlank())
                .or(() -> parameters.single(SINCE).filter(cursor -> !cursor.isBlank()));
        return new SubscriptionRequest(
                since,
                parameters.flag(SNAPSHOT),
                UrlFilter.parse(
                        model,
                        session.principal(),
                        parameters.without(Set.of(SINCE, SNAPSHOT, TICKET)),
                        api.maxComplexity()));
    }
}
