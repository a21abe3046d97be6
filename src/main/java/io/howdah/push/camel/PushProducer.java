package io.howdah.push.camel;

import io.howdah.push.channel.ChannelEvent;
import io.howdah.push.transport.SocketRegistry;
import io.howdah.text.Split;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.support.DefaultProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends an exchange's body as one text message: to all sockets of its path, or to those that a header lists by key. */
final class PushProducer extends DefaultProducer {

    private static final Logger LOG = LoggerFactory.getLogger(PushProducer.class);

    /** Event loops take a message within microseconds; on a timeout the loop is stuck and Camel retries. */
    private static final long HAND_OVER_TIMEOUT_SECONDS = 10;

    private final PushEndpoint endpoint;

    PushProducer(PushEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException, TimeoutException {
        Future<Void> handed = send(exchange.getMessage());
        if (!handed.isComplete() && !Context.isOnEventLoopThread()) {
            await(handed);
        }
    }

    /** Blocks, so that later steps of the route do not run on an event loop. */
    private static void await(Future<Void> handed) throws TimeoutException {
        try {
            handed.toCompletionStage().toCompletableFuture().get(HAND_OVER_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // A socket that cannot take a message closes itself; the route has not failed.
            LOG.debug("A socket did not take a message", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Future<Void> send(Message message) throws InvalidPayloadException {
        if (message.getBody() == null) {
            return Future.succeededFuture();
        }
        SocketRegistry sockets = endpoint.getComponent().sockets();
        if (message.getBody() instanceof ChannelEvent event) {
            return sockets.publish(endpoint.path(), event);
        }
        byte[] text = encode(message);
        boolean all = message.getHeader(
                VertxWebsocketConstants.SEND_TO_ALL, endpoint.getConfiguration().isSendToAll(), boolean.class);
        if (all) {
            return sockets.publish(endpoint.path(), text);
        }
        String keys = message.getHeader(VertxWebsocketConstants.CONNECTION_KEY, String.class);
        if (keys == null) {
            throw new IllegalArgumentException("%s: no recipient; set the parameter sendToAll=true or the header %s"
                    .formatted(endpoint.getEndpointUri(), VertxWebsocketConstants.CONNECTION_KEY));
        }
        Split.on(',', keys).stream()
                .map(String::trim)
                .map(sockets::connection)
                .flatMap(Optional::stream)
                .forEach(connection -> connection.send(text));
        return Future.succeededFuture();
    }

    private static byte[] encode(Message message) throws InvalidPayloadException {
        Object body = message.getBody();
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (body instanceof Buffer buffer) {
            return buffer.getBytes();
        }
        return message.getMandatoryBody(byte[].class);
    }
}
