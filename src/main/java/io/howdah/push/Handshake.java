package io.howdah.push;

import io.howdah.http.Problem;
import io.howdah.http.SubProtocols;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to a client that comes to a path: an HTTP answer that says why not, or an open socket in the hub. */
final class Handshake implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    private final PushConsumer consumer;
    private final Hub hub;
    private final Vertx vertx;
    private final SocketLimits limits;

    Handshake(PushConsumer consumer, Hub hub, Vertx vertx, SocketLimits limits) {
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
        if (!isUpgrade(context.request())) {
            context.response().putHeader(HttpHeaders.UPGRADE, "websocket").putHeader(HttpHeaders.CONNECTION, "Upgrade");
            refuse(context, new Refusal(426, "This path is served to WebSocket clients."));
            return;
        }
        String key = UUID.randomUUID().toString();
        if (!forChannels) {
            upgrade(context, key);
            return;
        }
        // What follows is asynchronous, and the upgrade needs a request that has not been read to its end.
        context.request().pause();
        consumer.admit(context, key).onComplete(decided -> {
            context.request().resume();
            if (decided.failed()) {
                LOG.atWarn().setCause(decided.cause()).log("The edge route could not be run");
                refuse(context, new Refusal(503, "The subscription cannot be decided now."));
            } else if (decided.result().isPresent()) {
                refuse(context, decided.result().get());
            } else {
                upgrade(context, key);
            }
        });
    }

    private void upgrade(RoutingContext context, String key) {
        boolean forChannels = consumer.getEndpoint().isForChannels();
        SubProtocols.narrow(context.request(), forChannels ? Set.of(SubProtocols.CLOUDEVENTS_JSON) : Set.of());
        hub.expect(context.normalizedPath(), vertx.getOrCreateContext());
        context.request()
                .toWebSocket()
                .onSuccess(socket -> open(context, key, socket))
                .onFailure(failure -> LOG.atDebug()
                        .addKeyValue("remote", context.request().remoteAddress())
                        .addKeyValue("reason", failure.getMessage())
                        .log("A WebSocket handshake failed"));
    }

    private void open(RoutingContext context, String key, ServerWebSocket socket) {
        Connection connection = new Connection(
                key, context.normalizedPath(), socket, context.request().connection(), vertx, limits);
        hub.join(connection);
        if (!consumer.getEndpoint().isForChannels()) {
            consumer.listen(context, key, socket, connection.closed());
        }
        // Subscribers have nothing to say: what they send is read and dropped.
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
