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

/** A client at a {@link ProtocolHandler}, which the path's route has let in. It holds permits until it is refused or gone. */
public final class IncomingClient {

    private final RoutingContext routing;
    private final Context context;
    private final ClientPermits permits;
    private final String address;
    private final BiConsumer<Set<String>, Consumer<ClientSocket>> upgrade;
    private final EventStreams streams;

    /** Begins an answer that is a stream of events. */
    @FunctionalInterface
    public interface EventStreams {
        Transport begin(EventStream.Wording wording);
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

    /** Return the request. */
    public HttpServerRequest request() {
        return routing.request();
    }

    /** Return who comes, if they had a place to say it in. */
    public Optional<Session> session() {
        return Sessions.find(routing);
    }

    /** Returns the address that the client comes from, which may be behind a trusted proxy. */
    public String address() {
        return address;
    }

    /** Returns the path of the request, without parameters. */
    public String path() {
        return routing.normalizedPath();
    }

    /** Return what the request belongs to. */
    public io.opentelemetry.context.Context trace() {
        return TraceContext.of(routing);
    }

    /** Return the parameters that the path has, by the names that the route gives them. */
    public Map<String, String> pathParameters() {
        return routing.pathParams();
    }

    /** Return the context of its event loop. */
    public Context context() {
        return context;
    }

    /** Opens a WebSocket that speaks one of these sub-protocols, or none if the client offers none of them. */
    public void upgrade(Set<String> protocols, Consumer<ClientSocket> opened) {
        upgrade.accept(protocols, opened);
    }

    /**
     * Begins an answer of server-sent events.
     *
     * @param event the name of each event
     * @param cursors turns a place into what a client keeps of it, an empty text for none
     */
    public Transport events(String event, UnaryOperator<String> cursors) {
        return streams.begin(EventStream.Wording.named(event, cursors));
    }

    /** Returns this client as one that a channel answers by a stream of CloudEvents. */
    public Channels.EventClient eventClient() {
        return new Channels.EventClient(
                address, path(), context, encoder -> streams.begin(EventStream.Wording.of(encoder)), permits::giveBack);
    }

    /** Counts one more request of this client, and returns whether it may send that many. */
    public boolean permits(Principal principal) {
        return RateGate.admits(routing, principal);
    }

    /** Returns what tells this client from others, for the shares that each has. */
    public String client(Principal principal) {
        return RateGate.client(routing, principal);
    }

    /** Answers with a problem. */
    public void refuse(int status, String detail) {
        permits.giveBack();
        Problem.send(routing.response(), status, detail);
    }

    /** Answers with the problem of a limit. */
    public void refuse(RefusedException why) {
        permits.giveBack();
        why.refusal().send(routing.response());
    }

    /** Answers a request whose body is larger than {@code most} bytes. */
    public void refuseBody(long most) {
        permits.giveBack();
        UnreadBody.refuse(routing, most);
    }

    /**
     * Counts the connection as one of a client that has said only now who it is.
     *
     * @throws RefusedException if that client has as many as it may
     */
    public void identify(Principal principal) {
        permits.identify(principal, address);
    }

    /** Gives back what it holds; to be called when the client is gone. */
    public void leave() {
        permits.giveBack();
    }
}
