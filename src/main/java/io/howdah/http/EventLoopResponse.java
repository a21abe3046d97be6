package io.howdah.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.http.HttpUtil;
import org.jspecify.annotations.Nullable;

/** Writes the response of a route as the standard consumer does, except for streams: the body is in memory. */
final class EventLoopResponse {

    private EventLoopResponse() {}

    /** Ends the response with the exchange's message. Does nothing if the client has disconnected. */
    static void send(HttpServerResponse response, Exchange exchange, @Nullable HeaderFilterStrategy filter)
            throws NoTypeConversionAvailableException {
        if (response.closed() || response.ended()) {
            return;
        }
        Message message = exchange.getMessage();
        int status = HttpUtil.determineResponseCode(exchange, message.getBody());
        if (exchange.getException() != null) {
            // The route's error handler has logged the failure.
            ExchangeHelper.setFailureHandled(exchange);
            Problem.send(response, status < 400 ? 500 : status, "The request failed.");
            return;
        }
        Buffer body = body(exchange, message.getBody());
        response.setStatusCode(status);
        headers(response, exchange, filter);
        response.end(body);
    }

    private static void headers(HttpServerResponse response, Exchange exchange, @Nullable HeaderFilterStrategy filter) {
        for (Map.Entry<String, Object> header :
                exchange.getMessage().getHeaders().entrySet()) {
            String name = header.getKey();
            Object value = header.getValue();
            if (value == null || filter == null || filter.applyFilterToCamelHeaders(name, value, exchange)) {
                continue;
            }
            if (value instanceof List<?> values) {
                response.putHeader(name, values.stream().map(String::valueOf).toList());
            } else {
                response.putHeader(name, text(exchange, value));
            }
        }
    }

    private static String text(Exchange exchange, Object value) {
        return value instanceof String text
                ? text
                : exchange.getContext().getTypeConverter().convertTo(String.class, exchange, value);
    }

    private static Buffer body(Exchange exchange, @Nullable Object body) throws NoTypeConversionAvailableException {
        if (body == null) {
            return Buffer.buffer();
        }
        if (body instanceof Buffer buffer) {
            return buffer;
        }
        if (body instanceof String text) {
            return Buffer.buffer(text);
        }
        if (body instanceof ByteBuffer bytes) {
            return Buffer.buffer(bytes.remaining()).setBytes(0, bytes.duplicate());
        }
        return Buffer.buffer(exchange.getContext().getTypeConverter().mandatoryConvertTo(byte[].class, exchange, body));
    }
}
