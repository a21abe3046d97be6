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

/** Sends an exchange's body as one text frame: to all sockets of its path, or to those whose keys a header lists. */
final class PushProducer extends DefaultProducer {

    private static final Logger LOG = LoggerFactory.getLogger(PushProducer.class);

    /** An event loop takes a frame in microseconds; one that does not is stuck, and the frame is tried again. */
    private static final long HAND_OVER_SECONDS = 10;

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

    /** Waits here rather than going on where the frame was handed over: a later step must not run on an event loop. */
    private static void await(Future<Void> handed) throws TimeoutException {
        try {
            handed.toCompletionStage().toCompletableFuture().get(HAND_OVER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // A socket that cannot take a frame closes by itself; it is no failure of the route.
            LOG.debug("A frame was not taken", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Future<Void> send(Message message) throws InvalidPayloadException {
        if (message.getBody() == null) {
            return Future.succeededFuture();
        }
        SocketRegistry hub = endpoint.getComponent().hub();
        if (message.getBody() instanceof ChannelEvent event) {
            return hub.publish(endpoint.path(), event);
        }
        byte[] frame = encode(message);
        boolean all = message.getHeader(
                VertxWebsocketConstants.SEND_TO_ALL, endpoint.getConfiguration().isSendToAll(), boolean.class);
        if (all) {
            return hub.publish(endpoint.path(), frame);
        }
        String keys = message.getHeader(VertxWebsocketConstants.CONNECTION_KEY, String.class);
        if (keys == null) {
            throw new IllegalArgumentException("%s: to whom? Set the parameter sendToAll=true, or the header %s"
                    .formatted(endpoint.getEndpointUri(), VertxWebsocketConstants.CONNECTION_KEY));
        }
        Split.on(',', keys).stream()
                .map(String::trim)
                .map(hub::connection)
                .flatMap(Optional::stream)
                .forEach(connection -> connection.send(frame));
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
