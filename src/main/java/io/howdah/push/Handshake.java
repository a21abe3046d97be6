package io.howdah.push;

import io.howdah.http.Problem;
import io.howdah.http.SubProtocols;
import io.howdah.model.InvalidDocumentException;
import io.howdah.security.Authentication;
import io.howdah.security.Principal;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to a client that comes to a path: an HTTP answer that says why not, or an open socket in the hub. */
final class Handshake implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    private final PushConsumer consumer;
    private final Hub hub;
    private final Vertx vertx;
    private final Authentication authentication;
    private final SocketLimits limits;

    Handshake(PushConsumer consumer, Hub hub, Vertx vertx, Authentication authentication, SocketLimits limits) {
        this.authentication = authentication;
        this.consumer = consumer;
        this.hub = hub;
        this.vertx = vertx;
        this.limits = limits;
    }

    @Override
    public void handle(RoutingContext context) {
        boolean forChannels = consumer.getEndpoint().isForChannels();
        if (forChannels && !hub.isDeclared(context.normalizedPath())) {
            refuse(context, new Refusal(404, "There is no such channel."));
            return;
        }
        String key = UUID.randomUUID().toString();
        if (!forChannels) {
            requireUpgrade(context, () -> upgrade(context, socket -> openRaw(context, key, socket)));
            return;
        }
        Optional<Feed> feed = hub.feed(context.normalizedPath());
        if (feed.isPresent()) {
            subscribe(context, key, feed.get(), Objects.requireNonNull(hub.feeds()));
        } else {
            requireUpgrade(
                    context,
                    () -> admit(context, key, () -> upgrade(context, socket -> openRaw(context, key, socket))));
        }
    }

    private void subscribe(RoutingContext context, String key, Feed feed, Feeds feeds) {
        Principal principal = authentication.authenticate(context.request());
        SubscriptionRequest wanted;
        try {
            wanted = SubscriptionRequest.of(context, feed.model(), principal);
        } catch (InvalidDocumentException | IllegalArgumentException e) {
            refuse(context, new Refusal(400, String.valueOf(e.getMessage())));
            return;
        }
        Optional<Refusal> refusal = feeds.refusal(principal);
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
            return;
        }
        Consumer<Transport> begin =
                transport -> feeds.subscribe(feed, principal, wanted, transport, vertx.getOrCreateContext());
        if (!isUpgrade(context.request()) && wantsEvents(context.request())) {
            admit(
                    context,
                    key,
                    () -> begin.accept(new EventStream(
                            context.response(),
                            context.request().connection(),
                            feed.encoder(),
                            vertx,
                            feeds.socketBytes())));
            return;
        }
        requireUpgrade(
                context,
                () -> admit(
                        context,
                        key,
                        () -> upgrade(
                                context,
                                socket -> begin.accept(connection(context, key, socket, feeds.socketBytes())))));
    }

    private void requireUpgrade(RoutingContext context, Runnable upgrade) {
        if (isUpgrade(context.request())) {
            upgrade.run();
            return;
        }
        context.response().putHeader(HttpHeaders.UPGRADE, "websocket").putHeader(HttpHeaders.CONNECTION, "Upgrade");
        refuse(context, new Refusal(426, "This path is served to WebSocket clients."));
    }

    private static boolean wantsEvents(HttpServerRequest request) {
        return String.valueOf(request.getHeader(HttpHeaders.ACCEPT)).contains("text/event-stream");
    }

    /** Lets the edge route decide, then goes on or refuses. */
    private void admit(RoutingContext context, String key, Runnable open) {
        // What follows is asynchronous, and the upgrade needs a request that has not been read to its end.
        context.request().pause();
        consumer.admit(context, key).onComplete(decided -> {
            context.request().resume();
            if (context.response().closed()) {
                // Nobody is there any more.
                return;
            }
            if (decided.failed()) {
                LOG.atWarn().setCause(decided.cause()).log("The edge route could not be run");
                refuse(context, new Refusal(503, "The subscription cannot be decided now."));
            } else if (decided.result().isPresent()) {
                refuse(context, decided.result().get());
            } else {
                open.run();
            }
        });
    }

    private void upgrade(RoutingContext context, Handler<ServerWebSocket> open) {
        boolean forChannels = consumer.getEndpoint().isForChannels();
        SubProtocols.narrow(context.request(), forChannels ? Set.of(SubProtocols.CLOUDEVENTS_JSON) : Set.of());
        hub.expect(context.normalizedPath(), vertx.getOrCreateContext());
        context.request()
                .toWebSocket()
                .onSuccess(open)
                .onFailure(failure -> LOG.atDebug()
                        .addKeyValue("remote", context.request().remoteAddress())
                        .addKeyValue("reason", failure.getMessage())
                        .log("A WebSocket handshake failed"));
    }

    private void openRaw(RoutingContext context, String key, ServerWebSocket socket) {
        Connection connection = connection(context, key, socket, limits.queueBytes());
        hub.join(connection);
        if (!consumer.getEndpoint().isForChannels()) {
            consumer.listen(context, key, socket, connection.closed());
        }
        // Subscribers have nothing to say: what they send is read and dropped.
    }

    private Connection connection(RoutingContext context, String key, ServerWebSocket socket, int queueBytes) {
        return new Connection(
                key,
                context.normalizedPath(),
                socket,
                context.request().connection(),
                hub.writes(context.request().connection()),
                vertx,
                new SocketLimits(queueBytes, limits.ping(), limits.close()));
    }

    private static void refuse(RoutingContext context, Refusal refusal) {
        Problem.send(context.response(), refusal.status(), refusal.detail());
    }

    private static boolean isUpgrade(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
                && String.valueOf(request.getHeader(HttpHeaders.CONNECTION))
                        .toLowerCase(Locale.ROOT)
                        .contains("upgrade");
    }
}
