package io.howdah.push.camel;

import io.howdah.http.Accept;
import io.howdah.http.ClientAddress;
import io.howdah.http.SubProtocols;
import io.howdah.http.Upgrades;
import io.howdah.model.InvalidDocumentException;
import io.howdah.observe.FailureLog;
import io.howdah.push.ClientPermits;
import io.howdah.push.Permits.Permit;
import io.howdah.push.Refusal;
import io.howdah.push.RefusedException;
import io.howdah.push.channel.Channel;
import io.howdah.push.channel.Channels;
import io.howdah.push.channel.OpenConnection;
import io.howdah.push.channel.SubscriptionRequest;
import io.howdah.push.channel.Transport;
import io.howdah.push.transport.EventStream;
import io.howdah.push.transport.IncomingClient;
import io.howdah.push.transport.ProtocolHandler;
import io.howdah.push.transport.SocketLimits;
import io.howdah.push.transport.SocketRegistry;
import io.howdah.push.transport.WebSocketConnection;
import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.howdah.security.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Handles a request to a path of {@code vertx-websocket:}: refuses it with an HTTP response, or opens a WebSocket or
 * SSE stream. Runs on the client's event loop.
 */
final class Handshake implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    private static final Set<String> CHANNEL_PROTOCOLS = Set.of(SubProtocols.CLOUDEVENTS_JSON);

    private final PushConsumer consumer;
    private final SocketRegistry sockets;
    private final Vertx vertx;
    private final SocketLimits limits;
    private final int maxMessageBytes;
    private final ClientAddress addresses;

    /**
     * Creates a handler; {@code maxMessageBytes} applies to protocol handlers, which have tighter limits of their own.
     */
    Handshake(
            PushConsumer consumer,
            SocketRegistry sockets,
            Vertx vertx,
            SocketLimits limits,
            int maxMessageBytes,
            ClientAddress addresses) {
        this.addresses = addresses;
        this.maxMessageBytes = maxMessageBytes;
        this.consumer = consumer;
        this.sockets = sockets;
        this.vertx = vertx;
        this.limits = limits;
    }

    @Override
    public void handle(RoutingContext context) {
        Optional<ProtocolHandler> handler = consumer.getEndpoint().handler();
        if (handler.isPresent()) {
            serve(context, handler.get());
            return;
        }
        if (!Sessions.has(context)) {
            refuse(context, new Refusal(401, "A token is needed: Authorization: Bearer <token>."));
            return;
        }
        boolean forChannels = consumer.getEndpoint().isForChannels();
        if (forChannels && !sockets.isDeclared(context.normalizedPath())) {
            refuse(context, new Refusal(404, "There is no such channel."));
            return;
        }
        String key = UUID.randomUUID().toString();
        Optional<Channel> channel = forChannels ? sockets.channel(context.normalizedPath()) : Optional.empty();
        if (channel.isPresent()) {
            subscribe(context, key, channel.get(), Objects.requireNonNull(sockets.channels()));
        } else if (!Upgrades.isWebSocket(context.request())) {
            requireUpgrade(context);
        } else {
            openRaw(context, key, forChannels);
        }
    }

    /** Admits a client of another protocol and passes it to its handler. */
    private void serve(RoutingContext context, ProtocolHandler handler) {
        if (!handler.serves(context.request())) {
            context.next();
            return;
        }
        ClientPermits permits;
        try {
            permits = Objects.requireNonNull(sockets.channels()).takePermits(Sessions.find(context), address(context));
        } catch (RefusedException e) {
            refuse(context, e.refusal());
            return;
        }
        String key = UUID.randomUUID().toString();
        Attempt attempt = new Attempt(context, permits::giveBack);
        admit(attempt, key, () -> handler.open(client(attempt, key, permits)));
    }

    private String address(RoutingContext context) {
        return addresses.of(context.request());
    }

    private IncomingClient client(Attempt attempt, String key, ClientPermits permits) {
        RoutingContext context = attempt.context();
        SocketLimits own = limits.withQueueBytes(Channels.SOCKET_BYTES).withMessageBytes(maxMessageBytes);
        return new IncomingClient(
                context,
                vertx.getOrCreateContext(),
                permits,
                address(context),
                (protocols, opened) ->
                        upgrade(attempt, protocols, socket -> opened.accept(connection(context, key, socket, own))),
                format -> events(context, format, own));
    }

    private EventStream events(RoutingContext context, EventStream.Format format, SocketLimits own) {
        return new EventStream(
                context.response(), context.request().connection(), address(context), format, vertx, own);
    }

    /**
     * Opens a socket that no read model's channel serves. It counts as a connection, too, and ends with its session.
     */
    private void openRaw(RoutingContext context, String key, boolean forChannels) {
        Session session = Sessions.of(context);
        Optional<Channels> channels = Optional.ofNullable(sockets.channels());
        Optional<Permit> permit;
        try {
            permit = channels.map(known -> known.connect(session.principal(), address(context)));
        } catch (RefusedException e) {
            refuse(context, e.refusal());
            return;
        }
        Attempt attempt = new Attempt(context, () -> permit.ifPresent(Permit::giveBack));
        Runnable open = () -> upgrade(attempt, forChannels ? CHANNEL_PROTOCOLS : Set.of(), socket -> {
            WebSocketConnection connection = connection(context, key, socket, limits);
            sockets.join(connection);
            Runnable forget = channels.map(known -> known.watch(
                            session,
                            OpenConnection.of((Transport) connection, connection.path(), connection.context())))
                    .orElse(() -> {});
            connection.closed().onComplete(gone -> {
                permit.ifPresent(Permit::giveBack);
                forget.run();
            });
            if (forChannels) {
                connection.dropMessages();
            } else {
                consumer.listen(context, key, socket, connection.closed(), limits.messageBytes());
            }
        });
        if (forChannels) {
            admit(attempt, key, open);
        } else {
            attempt.run(open);
        }
    }

    private static void requireUpgrade(RoutingContext context) {
        context.response().putHeader(HttpHeaders.UPGRADE, "websocket").putHeader(HttpHeaders.CONNECTION, "Upgrade");
        refuse(context, new Refusal(426, "This path serves WebSocket clients only."));
    }

    /**
     * An attempt of a client to connect.
     *
     * @param fail runs once if the attempt fails, after a refusal as well as after the client has gone
     */
    private record Attempt(RoutingContext context, Runnable fail) {
        void refuse(Refusal refusal) {
            fail.run();
            Handshake.refuse(context, refusal);
        }

        /** Runs a step of the attempt; if the step fails, closes the connection. */
        void run(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException e) {
                fail.run();
                // Vert.x throws IllegalStateException if the client has gone; any other exception is a defect of
                // Howdah.
                LOG.atLevel(e instanceof IllegalStateException ? Level.DEBUG : Level.WARN)
                        .addKeyValue("remote", context.request().remoteAddress())
                        .addKeyValue("reason", e.toString())
                        .log("Connection attempt failed");
                var unused = context.request().connection().close();
            }
        }
    }

    private void subscribe(RoutingContext context, String key, Channel channel, Channels channels) {
        Session session = Sessions.of(context);
        Principal principal = session.principal();
        SubscriptionRequest wanted;
        Runnable leave;
        try {
            wanted = SubscriptionRequest.of(context, channel.model(), principal);
            if (!Upgrades.isWebSocket(context.request())
                    && !Accept.of(context.request()).wantsEvents()) {
                requireUpgrade(context);
                return;
            }
            leave = channels.connectAndSubscribe(principal, address(context));
        } catch (InvalidDocumentException | IllegalArgumentException e) {
            refuse(context, new Refusal(400, String.valueOf(e.getMessage())));
            return;
        } catch (RefusedException e) {
            refuse(context, e.refusal());
            return;
        }
        Consumer<Transport> begin = transport -> {
            Runnable forget = channels.watch(
                    session, OpenConnection.of(transport, context.normalizedPath(), vertx.getOrCreateContext()));
            channels.subscribe(
                    channel,
                    principal,
                    wanted,
                    model -> SubscriptionRequest.of(context, model, principal),
                    transport,
                    vertx.getOrCreateContext(),
                    () -> {
                        leave.run();
                        forget.run();
                    });
        };
        SocketLimits own = limits.withQueueBytes(Channels.SOCKET_BYTES);
        Attempt attempt = new Attempt(context, leave);
        if (Upgrades.isWebSocket(context.request())) {
            admit(
                    attempt,
                    key,
                    () -> upgrade(attempt, CHANNEL_PROTOCOLS, socket -> {
                        WebSocketConnection connection = connection(context, key, socket, own);
                        connection.dropMessages();
                        begin.accept(connection);
                    }));
        } else {
            admit(attempt, key, () -> begin.accept(events(context, EventStream.Format.of(channel.encoder()), own)));
        }
    }

    /** Runs the edge route, then continues or refuses. */
    private void admit(Attempt attempt, String key, Runnable open) {
        RoutingContext context = attempt.context();
        // The next steps are asynchronous, and an upgrade needs a request that is not fully read.
        context.request().pause();
        Future<Optional<Refusal>> decision = Future.succeededFuture().compose(now -> consumer.admit(context, key));
        decision.onComplete(decided -> {
            context.request().resume();
            if (context.response().closed()) {
                // The client has gone.
                attempt.fail().run();
            } else if (decided.failed()) {
                FailureLog.error(LOG, decided.cause()).log("Edge route could not run");
                attempt.refuse(new Refusal(503, "The subscription cannot be authorized now; try again."));
            } else if (decided.result().isPresent()) {
                attempt.refuse(decided.result().get());
            } else {
                attempt.run(open);
            }
        });
    }

    private void upgrade(Attempt attempt, Set<String> protocols, Consumer<ServerWebSocket> open) {
        RoutingContext context = attempt.context();
        SubProtocols.narrow(context.request(), protocols);
        sockets.expect(context.normalizedPath(), vertx.getOrCreateContext());
        context.request()
                .toWebSocket()
                .onSuccess(socket -> attempt.run(() -> open.accept(socket)))
                .onFailure(failure -> {
                    attempt.fail().run();
                    LOG.atDebug()
                            .addKeyValue("remote", context.request().remoteAddress())
                            .addKeyValue("reason", failure.getMessage())
                            .log("WebSocket handshake failed");
                });
    }

    private WebSocketConnection connection(
            RoutingContext context, String key, ServerWebSocket socket, SocketLimits own) {
        return new WebSocketConnection(
                key,
                context.normalizedPath(),
                address(context),
                socket,
                context.request().connection(),
                sockets.writes(context.request().connection()),
                vertx,
                own);
    }

    private static void refuse(RoutingContext context, Refusal refusal) {
        refusal.send(context.response());
    }
}
