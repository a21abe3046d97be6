package io.howdah.push.camel;

import io.howdah.http.EdgeHeaders;
import io.howdah.http.RateGate;
import io.howdah.push.CloseCode;
import io.howdah.push.Refusal;
import io.howdah.security.Principal;
import io.howdah.security.Sessions;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConsumer;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEvent;
import org.jspecify.annotations.Nullable;

/** Runs a route for clients' actions: for a handshake before its response, and for messages one at a time. */
final class PushConsumer extends VertxWebsocketConsumer {
    private static final long RATE_LIMIT_RETRY_MS = 200;

    private final PushEndpoint endpoint;

    PushConsumer(PushEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    public PushEndpoint getEndpoint() {
        return endpoint;
    }

    /** Runs the route for a handshake on a worker thread. Returns a refusal, or empty to admit the client. */
    Future<Optional<Refusal>> admit(RoutingContext context, String key) {
        Exchange exchange = exchange(context, key, VertxWebsocketEvent.OPEN, null);
        return run(context, exchange, Refusal::of);
    }

    /**
     * Passes a socket's messages to the route, each after the route has finished the previous one: the stock consumer,
     * as of 4.17.0, lets messages overtake each other.
     */
    void listen(RoutingContext context, String key, ServerWebSocket socket, Future<Void> closed, int maxBytes) {
        // The first message waits until the route has finished the opening event.
        socket.pause();
        socket.textMessageHandler(text -> deliver(context, key, socket, text, ByteBufUtil.utf8Bytes(text) <= maxBytes));
        socket.binaryMessageHandler(
                bytes -> deliver(context, key, socket, bytes.getBytes(), bytes.length() <= maxBytes));
        closed.onSuccess(now -> announce(context, key, VertxWebsocketEvent.CLOSE, null));
        announce(context, key, VertxWebsocketEvent.OPEN, socket).onComplete(done -> socket.resume());
    }

    private void deliver(RoutingContext context, String key, ServerWebSocket socket, Object message, boolean fits) {
        if (!fits) {
            // The server's own limit is the larger one of GraphQL.
            socket.close(CloseCode.TOO_BIG.code(), CloseCode.TOO_BIG.reason());
            return;
        }
        socket.pause();
        if (!RateGate.admits(context, Sessions.of(context).principal())) {
            // A message counts as a request; the client's next ones wait behind it.
            context.vertx().setTimer(RATE_LIMIT_RETRY_MS, later -> deliver(context, key, socket, message, true));
            return;
        }
        Exchange exchange = exchange(context, key, VertxWebsocketEvent.MESSAGE, message);
        run(context, exchange, this::report).onComplete(done -> socket.resume());
    }

    private Future<Boolean> announce(
            RoutingContext context, String key, VertxWebsocketEvent event, @Nullable Object body) {
        if (!endpoint.getConfiguration().isFireWebSocketConnectionEvents()) {
            return Future.succeededFuture(true);
        }
        return run(context, exchange(context, key, event, body), this::report);
    }

    private Exchange exchange(RoutingContext context, String key, VertxWebsocketEvent event, @Nullable Object body) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(body);
        if (Sessions.has(context)) {
            exchange.setProperty(
                    Principal.EXCHANGE_PROPERTY, Sessions.of(context).principal());
        }
        populateExchangeHeaders(exchange, key, context.request().remoteAddress(), context, event);
        return exchange;
    }

    /**
     * Sets headers from the server's own knowledge, and of the client's headers only those that {@link EdgeHeaders}
     * admits.
     */
    @Override
    protected void populateExchangeHeaders(
            Exchange exchange, String key, SocketAddress remote, RoutingContext context, VertxWebsocketEvent event) {
        Message message = exchange.getMessage();
        context.request().headers().forEach((name, value) -> {
            if (EdgeHeaders.admits(name)) {
                message.setHeader(name, value);
            }
        });
        // The route's URI defines their names.
        context.pathParams().forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_PATH, context.normalizedPath());
        message.setHeader(Exchange.HTTP_QUERY, context.request().query());
        message.setHeader(VertxWebsocketConstants.CONNECTION_KEY, key);
        message.setHeader(VertxWebsocketConstants.REMOTE_ADDRESS, remote);
        message.setHeader(VertxWebsocketConstants.EVENT, event);
    }

    private boolean report(Exchange exchange) {
        Exception failure = exchange.getException();
        if (failure != null) {
            getExceptionHandler().handleException("Message could not be processed", exchange, failure);
        }
        return failure == null;
    }

    /** Runs the route on a worker thread; {@code outcome} reads the result before the exchange is released. */
    private <T> Future<T> run(RoutingContext context, Exchange exchange, Function<Exchange, T> outcome) {
        return context.vertx()
                .executeBlocking(
                        () -> {
                            try {
                                createUoW(exchange);
                                getProcessor().process(exchange);
                                return outcome.apply(exchange);
                            } finally {
                                doneUoW(exchange);
                                releaseExchange(exchange, false);
                            }
                        },
                        false);
    }
}
