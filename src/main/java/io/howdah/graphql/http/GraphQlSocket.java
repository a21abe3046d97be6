package io.howdah.graphql.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.graphql.Caller;
import io.howdah.graphql.ErrorCode;
import io.howdah.graphql.GraphQlHttpException;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.LiveClient;
import io.howdah.graphql.execution.RequestReader;
import io.howdah.graphql.live.LiveOperations;
import io.howdah.http.Bearer;
import io.howdah.http.ClientJson;
import io.howdah.push.ClientSocket;
import io.howdah.push.CloseCode;
import io.howdah.push.RefusedException;
import io.howdah.push.channel.OpenConnection;
import io.howdah.push.transport.IncomingClient;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.CertificateBinding;
import io.howdah.security.Session;
import io.howdah.text.JsonMappers;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client of the protocol <a href="https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md">graphql-transport-ws</a>. All
 * of it runs on the socket's event loop.
 */
final class GraphQlSocket {

    /** How long a client may take to say who it is. */
    private static final long INIT_MS = 5_000;

    private static final int MAX_OPERATIONS = 100;
    private static final int MAX_ID_LENGTH = 256;

    /** What may wait for a client that asks for more than it reads. Bytes. */
    private static final long MAX_WAITING = 1024 * 1024;

    private static final byte[] ACK = utf8("{\"type\":\"connection_ack\"}");
    static final byte[] END = utf8("}");

    private final LiveOperations operations;
    private final IncomingClient arrival;
    private final ClientSocket socket;
    private final Vertx vertx;
    private final Map<String, SocketOperation> running = new LinkedHashMap<>();
    private boolean initialised;
    private Runnable acknowledged = () -> {};
    private final ObjectMapper json = JsonMappers.PLAIN;
    private @Nullable Session session;

    GraphQlSocket(LiveOperations operations, IncomingClient arrival, ClientSocket socket) {
        this.operations = operations;
        this.arrival = arrival;
        this.socket = socket;
        this.vertx = socket.context().owner();
    }

    /** Serves it until it closes. */
    void begin(boolean speaksProtocol) {
        socket.closed().onComplete(gone -> {
            List.copyOf(running.values()).forEach(SocketOperation::end);
            arrival.leave();
        });
        if (!speaksProtocol) {
            socket.close(4406, "Subprotocol not acceptable");
            return;
        }
        long timer = vertx.setTimer(INIT_MS, late -> {
            if (session == null) {
                socket.close(4408, "Connection initialisation timeout");
            }
        });
        socket.closed().onComplete(gone -> vertx.cancelTimer(timer));
        int maxBytes = operations.shares().maxInitBytes();
        acknowledged = socket.limitInput(maxBytes, () -> {
            operations.shares().refuseInit();
            socket.close(
                    1009,
                    "more than " + maxBytes + " bytes before connection_ack, the limit of howdah.push.max-init-bytes");
        });
        socket.onMessage(this::take, this::refuseMessage);
        socket.onDrain(() -> List.copyOf(running.values()).forEach(SocketOperation::drained));
    }

    private void take(String text) {
        if (socket.isClosed()) {
            return;
        }
        try {
            JsonNode message = ClientJson.read(utf8(text));
            take(message.path("type").asText(), message);
        } catch (GraphQlHttpException | IllegalArgumentException e) {
            refuseMessage();
        }
    }

    private void take(String type, JsonNode message) {
        JsonNode payload = message.path("payload");
        switch (type) {
            case "connection_init", "ping", "pong" -> connection(type, payload);
            case "subscribe" -> subscribe(message.path("id"), payload);
            case "complete" -> complete(message.path("id"));
            default -> refuseMessage();
        }
    }

    private void refuseMessage() {
        socket.close(4400, "Invalid message received");
    }

    /** Looks at a message's form before what it means now, as the protocol's own server does. */
    private void connection(String type, JsonNode payload) {
        if (!payload.isMissingNode() && !payload.isNull() && !payload.isObject()) {
            refuseMessage();
        } else if (type.equals("connection_init")) {
            initialise(payload);
        } else if (type.equals("ping")) {
            pong(payload);
        }
    }

    private void initialise(JsonNode payload) {
        if (initialised) {
            socket.close(4429, "Too many initialisation requests");
            return;
        }
        initialised = true;
        said(payload)
                .onComplete(found -> socket.context().runOnContext(now -> {
                    if (socket.isClosed()) {
                        return;
                    }
                    if (found.succeeded()) {
                        operations.authenticator().succeeded(arrival.request(), found.result());
                        acknowledge(found.result());
                        return;
                    }
                    if (found.cause() instanceof AuthenticationException failure) {
                        operations.authenticator().failed(arrival.request(), failure);
                    }
                    if (isUnavailable(found.cause())) {
                        socket.close(1013, "Who you are cannot be found out now");
                    } else {
                        socket.close(4403, "Forbidden");
                    }
                }));
    }

    /** What the client says of itself now takes the place of what its request said. */
    private Future<Session> said(JsonNode payload) {
        Optional<String> token = token(payload);
        if (token.isEmpty() || !operations.authenticator().readsTokens()) {
            return arrival.session()
                    .map(Future::succeededFuture)
                    .orElseGet(() ->
                            Future.failedFuture(new AuthenticationException(Reason.MISSING, "A token is needed.")));
        }
        try {
            return operations
                    .authenticator()
                    .token(Bearer.of(token.get()), () -> CertificateBinding.thumbprint(arrival.request()));
        } catch (AuthenticationException e) {
            return Future.failedFuture(e);
        }
    }

    /** As a header would be: in letters of any case. */
    private static Optional<String> token(JsonNode payload) {
        return payload.properties().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase("authorization"))
                .map(entry -> entry.getValue().asText())
                .findFirst();
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof AuthenticationException refused && refused.reason() == Reason.UNAVAILABLE;
    }

    private void acknowledge(Session begun) {
        try {
            arrival.identify(begun.principal());
        } catch (RefusedException e) {
            socket.close(1013, String.valueOf(e.getMessage()));
            return;
        }
        session = begun;
        acknowledged.run();
        Runnable forget = operations.watch(begun, OpenConnection.of(socket, arrival.path(), this::end));
        socket.closed().onComplete(gone -> forget.run());
        socket.writeText(ACK);
    }

    private void end(CloseCode why) {
        if (why == CloseCode.EXPIRED) {
            socket.close(4403, "Forbidden");
        } else {
            socket.close(why.code(), why.reason());
        }
    }

    private void pong(JsonNode payload) {
        if (!socket.isFull()) {
            // One that asks and does not read would fill the memory.
            socket.writeText(
                    payload.isMissingNode()
                            ? utf8("{\"type\":\"pong\"}")
                            : utf8("{\"type\":\"pong\",\"payload\":" + payload + "}"));
        }
    }

    private void subscribe(JsonNode id, JsonNode payload) {
        if (!isId(id) || !payload.isObject()) {
            refuseMessage();
            return;
        }
        GraphQlRequest request = RequestReader.request(payload);
        Session begun = session;
        if (begun == null) {
            socket.close(4401, "Unauthorized");
            return;
        }
        if (running.containsKey(id.textValue())) {
            socket.close(4409, "Subscriber for " + id.textValue() + " already exists");
            return;
        }
        SocketOperation operation = new SocketOperation(this, id.textValue());
        running.put(id.textValue(), operation);
        if (!arrival.permits(begun.principal())) {
            operation.error(
                    operations.refused(ErrorCode.RATE_LIMITED, "You have sent too many requests; wait a moment."));
            return;
        }
        if (running.size() > MAX_OPERATIONS) {
            operation.error(operations.refused(
                    ErrorCode.OVERLOADED, "This socket has " + MAX_OPERATIONS + " operations already."));
            return;
        }
        Context message = operations.tracing().request("graphql-transport-ws subscribe", null);
        Caller caller = new Caller(
                GraphQlHttp.frontend(arrival.request().path()),
                begun.principal(),
                arrival.client(begun.principal()),
                message,
                payload.path("extensions").path("idempotencyKey").asText(""));
        operations.run(
                request.by(caller).until(operation.departure()).with(LiveClient.begin("")),
                true,
                socket.context(),
                outcome -> {
                    Span.fromContext(message).end();
                    operation.take(outcome);
                });
    }

    private static boolean isId(JsonNode id) {
        return id.isTextual() && !id.textValue().isEmpty() && id.textValue().length() <= MAX_ID_LENGTH;
    }

    private void complete(JsonNode id) {
        if (!isId(id)) {
            refuseMessage();
            return;
        }
        SocketOperation operation = running.get(id.textValue());
        if (operation != null) {
            // Else it has ended meanwhile.
            operation.end();
        }
    }

    LiveOperations operations() {
        return operations;
    }

    ClientSocket socket() {
        return socket;
    }

    /** Forgets an operation, whose id may be used again. */
    void forget(SocketOperation operation) {
        running.remove(operation.id(), operation);
    }

    /** Sends the end of a message that begins like this. */
    void send(byte[] head, byte[] payload) {
        if (socket.waitingBytes() > MAX_WAITING) {
            socket.close(1013, "too slow");
        } else {
            socket.writeText(head, payload, END);
        }
    }

    void send(byte[] message) {
        socket.writeText(message);
    }

    /** Returns a message of an operation up to its payload, or the whole of one that has none. */
    byte[] head(String id, String type, boolean hasPayload) {
        try {
            return utf8("{\"id\":" + json.writeValueAsString(id) + ",\"type\":\"" + type + '"'
                    + (hasPayload ? ",\"payload\":" : "}"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
