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
 * Connection of a client by the protocol <a
 * href="https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md">graphql-transport-ws</a>. All methods run on
 * the socket's event loop.
 */
final class GraphQlSocket {

    /** Maximum time until the client sends {@code connection_init}. */
    private static final long INIT_TIMEOUT_MS = 5_000;

    private static final int MAX_OPERATIONS = 100;
    private static final int MAX_ID_LENGTH = 256;

    /** Maximum size of messages that wait for a slow client, in bytes. */
    private static final long MAX_WAITING_BYTES = 1024 * 1024;

    private static final byte[] ACK = utf8("{\"type\":\"connection_ack\"}");
    static final byte[] END = utf8("}");

    private final LiveOperations operations;
    private final IncomingClient client;
    private final ClientSocket socket;
    private final Vertx vertx;
    private final Map<String, SocketOperation> running = new LinkedHashMap<>();
    private boolean initialised;
    private Runnable onAcknowledged = () -> {};
    private final ObjectMapper json = JsonMappers.PLAIN;
    private @Nullable Session session;

    GraphQlSocket(LiveOperations operations, IncomingClient client, ClientSocket socket) {
        this.operations = operations;
        this.client = client;
        this.socket = socket;
        this.vertx = socket.context().owner();
    }

    /** Serves the socket until it closes. */
    void start(boolean offersProtocol) {
        socket.closed().onComplete(gone -> {
            List.copyOf(running.values()).forEach(SocketOperation::end);
            client.leave();
        });
        if (!offersProtocol) {
            socket.close(4406, "Subprotocol not acceptable");
            return;
        }
        long timer = vertx.setTimer(INIT_TIMEOUT_MS, elapsed -> {
            if (session == null) {
                socket.close(4408, "Connection initialisation timeout");
            }
        });
        socket.closed().onComplete(gone -> vertx.cancelTimer(timer));
        int maxBytes = operations.shares().maxInitBytes();
        onAcknowledged = socket.limitInput(maxBytes, () -> {
            operations.shares().refuseInit();
            socket.close(1009, "more than " + maxBytes + " bytes before connection_ack (howdah.push.max-init-bytes)");
        });
        socket.onMessage(this::receive, this::refuseMessage);
        socket.onDrain(() -> List.copyOf(running.values()).forEach(SocketOperation::socketDrained));
    }

    private void receive(String text) {
        if (socket.isClosed()) {
            return;
        }
        try {
            JsonNode message = ClientJson.read(utf8(text));
            receive(message.path("type").asText(), message);
        } catch (GraphQlHttpException | IllegalArgumentException e) {
            refuseMessage();
        }
    }

    private void receive(String type, JsonNode message) {
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

    /** Checks a message's form before its meaning in the current state, as the protocol's reference server does. */
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
        authenticate(payload)
                .onComplete(authentication -> socket.context().runOnContext(now -> {
                    if (socket.isClosed()) {
                        return;
                    }
                    if (authentication.succeeded()) {
                        operations.authenticator().succeeded(client.request(), authentication.result());
                        acknowledge(authentication.result());
                        return;
                    }
                    if (authentication.cause() instanceof AuthenticationException failure) {
                        operations.authenticator().failed(client.request(), failure);
                    }
                    if (isUnavailable(authentication.cause())) {
                        socket.close(1013, "Authentication is unavailable");
                    } else {
                        socket.close(4403, "Forbidden");
                    }
                }));
    }

    /** Authenticates the client. A token in the payload takes precedence over the request's credentials. */
    private Future<Session> authenticate(JsonNode payload) {
        Optional<String> token = token(payload);
        if (token.isEmpty() || !operations.authenticator().readsTokens()) {
            return client.session()
                    .map(Future::succeededFuture)
                    .orElseGet(() ->
                            Future.failedFuture(new AuthenticationException(Reason.MISSING, "A token is needed.")));
        }
        try {
            return operations
                    .authenticator()
                    .token(Bearer.of(token.get()), () -> CertificateBinding.thumbprint(client.request()));
        } catch (AuthenticationException e) {
            return Future.failedFuture(e);
        }
    }

    /** Returns the payload's authorization, case-insensitive like a header. */
    private static Optional<String> token(JsonNode payload) {
        return payload.properties().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase("authorization"))
                .map(entry -> entry.getValue().asText())
                .findFirst();
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof AuthenticationException refused && refused.reason() == Reason.UNAVAILABLE;
    }

    private void acknowledge(Session authenticated) {
        try {
            client.identify(authenticated.principal());
        } catch (RefusedException e) {
            socket.close(1013, String.valueOf(e.getMessage()));
            return;
        }
        session = authenticated;
        onAcknowledged.run();
        Runnable unwatch = operations.watch(authenticated, OpenConnection.of(socket, client.path(), this::end));
        socket.closed().onComplete(gone -> unwatch.run());
        socket.writeText(ACK);
    }

    private void end(CloseCode closeCode) {
        if (closeCode == CloseCode.EXPIRED) {
            socket.close(4403, "Forbidden");
        } else {
            socket.close(closeCode.code(), closeCode.reason());
        }
    }

    private void pong(JsonNode payload) {
        if (!socket.isFull()) {
            // Otherwise a client that sends pings but doesn't read could fill the memory.
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
        Session authenticated = session;
        if (authenticated == null) {
            socket.close(4401, "Unauthorized");
            return;
        }
        if (running.containsKey(id.textValue())) {
            socket.close(4409, "Subscriber for " + id.textValue() + " already exists");
            return;
        }
        SocketOperation operation = new SocketOperation(this, id.textValue());
        running.put(id.textValue(), operation);
        if (!client.permits(authenticated.principal())) {
            operation.error(
                    operations.refused(ErrorCode.RATE_LIMITED, "You have sent too many requests; wait a moment."));
            return;
        }
        if (running.size() > MAX_OPERATIONS) {
            operation.error(operations.refused(
                    ErrorCode.OVERLOADED,
                    "This connection already has the maximum of " + MAX_OPERATIONS + " operations."));
            return;
        }
        Context message = operations.tracing().request("graphql-transport-ws subscribe", null);
        Caller caller = new Caller(
                GraphQlHttp.frontend(client.request().path()),
                authenticated.principal(),
                client.client(authenticated.principal()),
                message,
                payload.path("extensions").path("idempotencyKey").asText(""));
        operations.run(
                request.withCaller(caller)
                        .withDisconnect(operation.disconnect())
                        .with(LiveClient.start("")),
                true,
                socket.context(),
                outcome -> {
                    Span.fromContext(message).end();
                    operation.send(outcome);
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
            // Otherwise the operation has already ended.
            operation.end();
        }
    }

    LiveOperations operations() {
        return operations;
    }

    ClientSocket socket() {
        return socket;
    }

    /** Removes an operation; its id may be used again. */
    void remove(SocketOperation operation) {
        running.remove(operation.id(), operation);
    }

    /** Sends a message with a head from {@link #head} and a payload. */
    void send(byte[] head, byte[] payload) {
        if (socket.waitingBytes() > MAX_WAITING_BYTES) {
            socket.close(1013, "too slow");
        } else {
            socket.writeText(head, payload, END);
        }
    }

    void send(byte[] message) {
        socket.writeText(message);
    }

    /** Returns a message up to its payload, or the whole message if it has no payload. */
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
