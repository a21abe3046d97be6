package io.howdah.push.transport;

import io.howdah.http.Problem;
import io.howdah.http.RateGate;
import io.howdah.http.UnreadBody;
import io.howdah.observe.TraceContext;
import io.howdah.push.ClientPermits;
import io.howdah.push.ClientSocket;
import io.howdah.push.RefusedException;
import io.howdah.push.channel.Channels;
import io.howdah.push.channel.Transport;
import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.howdah.security.Sessions;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A client of a {@link ProtocolHandler} that the path's route has admitted. Holds permits until it is refused or gone.
 */
public final class IncomingClient {

    private final RoutingContext routing;
    private final Context context;
    private final ClientPermits permits;
    private final String address;
    private final BiConsumer<Set<String>, Consumer<ClientSocket>> upgrade;
    private final EventStreams streams;

    /** Starts a response of server-sent events. */
    @FunctionalInterface
    public interface EventStreams {
        Transport begin(EventStream.Format format);
    }

    public IncomingClient(
            RoutingContext routing,
            Context context,
            ClientPermits permits,
            String address,
            BiConsumer<Set<String>, Consumer<ClientSocket>> upgrade,
            EventStreams streams) {
        this.routing = routing;
        this.context = context;
        this.permits = permits;
        this.address = address;
        this.upgrade = upgrade;
        this.streams = streams;
    }

    /** Returns the request. */
    public HttpServerRequest request() {
        return routing.request();
    }

    /** Returns the session, if the request authenticated one. */
    public Optional<Session> session() {
        return Sessions.find(routing);
    }

    /** Returns the client address; a trusted proxy may have forwarded it. */
    public String address() {
        return address;
    }

    /** Returns the path of the request, without parameters. */
    public String path() {
        return routing.normalizedPath();
    }

    /** Returns the trace context of the request. */
    public io.opentelemetry.context.Context trace() {
        return TraceContext.of(routing);
    }

    /** Returns the path parameters by the names of the route's URI. */
    public Map<String, String> pathParameters() {
        return routing.pathParams();
    }

    /** Returns the context of its event loop. */
    public Context context() {
        return context;
    }

    /** Opens a WebSocket with one of these sub-protocols, or with none if the client offers none of them. */
    public void upgrade(Set<String> protocols, Consumer<ClientSocket> opened) {
        upgrade.accept(protocols, opened);
    }

    /**
     * Starts a response of server-sent events.
     *
     * @param event name of each event
     * @param cursors converts a position to a cursor; empty text for none
     */
    public Transport events(String event, UnaryOperator<String> cursors) {
        return streams.begin(EventStream.Format.named(event, cursors));
    }

    /** Returns this client for a channel that responds with a stream of CloudEvents. */
    public Channels.EventClient eventClient() {
        return new Channels.EventClient(
                address, path(), context, encoder -> streams.begin(EventStream.Format.of(encoder)), permits::giveBack);
    }

    /** Counts a request of this client and returns whether its rate limit admits it. */
    public boolean permits(Principal principal) {
        return RateGate.admits(routing, principal);
    }

    /** Returns the key that identifies this client for its limits. */
    public String client(Principal principal) {
        return RateGate.client(routing, principal);
    }

    /** Responds with a problem. */
    public void refuse(int status, String detail) {
        permits.giveBack();
        Problem.send(routing.response(), status, detail);
    }

    /** Responds with the problem of an exceeded limit. */
    public void refuse(RefusedException why) {
        permits.giveBack();
        why.refusal().send(routing.response());
    }

    /** Responds to a request with a body of more than {@code maxBytes} bytes. */
    public void refuseBody(long maxBytes) {
        permits.giveBack();
        UnreadBody.refuse(routing, maxBytes);
    }

    /**
     * Moves the connection permit to the principal that the client turned out to be.
     *
     * @throws RefusedException if that client's limit is reached
     */
    public void identify(Principal principal) {
        permits.identify(principal, address);
    }

    /** Gives the permits back. Must be called when the client is gone. */
    public void leave() {
        permits.giveBack();
    }
}
