package io.howdah.push;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.support.DefaultAsyncProducer;

/** Sends an exchange's body as one text frame: to all sockets of its path, or to those whose keys a header lists. */
final class PushProducer extends DefaultAsyncProducer {
    private final PushEndpoint endpoint;

    PushProducer(PushEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Future<Void> handed = send(exchange.getMessage());
            if (handed.isComplete()) {
                callback.done(true);
                return true;
            }
            handed.onComplete(done -> callback.done(false));
            return false;
        } catch (InvalidPayloadException | IllegalArgumentException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private Future<Void> send(Message message) throws InvalidPayloadException {
        if (message.getBody() == null) {
            return Future.succeededFuture();
        }
        byte[] frame = encode(message);
        Hub hub = endpoint.getComponent().hub();
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
        Arrays.stream(keys.split(","))
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
