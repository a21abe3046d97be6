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
 * {@code /api/<plural>/changes}: the changes of a read model as server-sent events, filtered like its list. They are those of the
 * model's channel.
 */
public final class ChangesHandler implements ProtocolHandler {

    /** It says who asks, and is no filter. */
    private static final String TICKET = "ticket";

    private static final String SINCE = "since";
    private static final String SNAPSHOT = "snapshot";

    private final RestApi api;
    private final Channels feeds;

    /** Creates it; {@code feeds} is what it draws from. */
    public ChangesHandler(RestApi api, Channels feeds) {
        this.api = api;
        this.feeds = feeds;
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
            String channel = feeds.channelOf(model)
                    .orElseThrow(() -> new RestException(
                            404,
                            "No route notifies of changes of " + model.name()
                                    + "; its domain needs one of the template notify."));
            feeds.stream(channel, session, now -> request(arrival.request(), now, session), arrival.eventClient());
        } catch (RefusedException e) {
            arrival.refuse(e);
        } catch (RuntimeException e) {
            RestFailure told = RestFailure.of(e);
            told.headers().forEach((name, value) -> arrival.request().response().putHeader(name, value.toString()));
            arrival.refuse(told.status(), told.detail());
        }
    }

    private ReadModel model(IncomingClient arrival) {
        HttpServerRequest request = arrival.request();
        if (!request.method().name().equals("GET")) {
            throw RestException.methodNotAllowed("Changes are read, by GET.", "GET");
        }
        // No list is read, but the same names are served.
        String name = arrival.pathParameters().getOrDefault("collection", "");
        api.kind(name, true, "GET");
        if (!Accept.of(request).allows(Accept.EVENTS)) {
            throw new RestException(406, "Changes are answered as text/event-stream.");
        }
        return api.collection(name).view().model();
    }

    private SubscriptionRequest request(HttpServerRequest request, ReadModel model, Session session) {
        Parameters parameters = Parameters.of(request.query());
        // An EventSource repeats its URL, and says by the header how far it has come since.
        Optional<String> since = Optional.ofNullable(request.getHeader("Last-Event-ID"))
                .filter(cursor -> !cursor.isBlank())
                .or(() -> parameters.single(SINCE).filter(cursor -> !cursor.isBlank()));
        return new SubscriptionRequest(
                since,
                parameters.flag(SNAPSHOT),
                UrlFilter.parse(
                        model,
                        session.principal(),
                        parameters.but(Set.of(SINCE, SNAPSHOT, TICKET)),
                        api.maxComplexity()));
    }
}
