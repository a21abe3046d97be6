package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A WebSocket of a channel, or of GraphQL. */
final class SocketConnection implements ClientConnection, WebSocket.Listener {

    private static final HttpClient HTTP = Http.client();
    private static final long CONNECT_SECONDS = 10;

    private final Request request;
    private final ClientConnection.Listener listener;
    private final StringBuilder text = new StringBuilder();
    /** A message is refused while the one before it is being sent, even if the answer to that one is there. */
    private final CompletableFuture<Void> initialised = new CompletableFuture<>();

    private final WebSocket socket;

    SocketConnection(Request request, ClientConnection.Listener listener) throws Exception {
        this.request = request;
        this.listener = listener;
        WebSocket.Builder builder = HTTP.newWebSocketBuilder()
                .subprotocols(request.isGraphQl() ? "graphql-transport-ws" : "cloudevents.json");
        if (!request.isGraphQl()) {
            builder.header("Authorization", "Bearer " + request.token());
        }
        CompletableFuture<WebSocket> opening = builder.buildAsync(
                URI.create("ws://127.0.0.1:" + request.port() + (request.isGraphQl() ? "/graphql" : request.path())),
                this);
        try {
            socket = opening.get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            opening.thenAccept(WebSocket::abort);
            throw e;
        }
        if (request.isGraphQl()) {
            send("{\"type\":\"connection_init\",\"payload\":{\"Authorization\":\"Bearer " + request.token() + "\"}}");
            initialised.complete(null);
        }
    }

    private void send(String message) throws Exception {
        socket.sendText(message, true).get(CONNECT_SECONDS, TimeUnit.SECONDS);
    }

    private void subscribe(WebSocket from) {
        var unused = initialised
                .thenCompose(done -> from.sendText(
                        "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":" + request.operation() + "}", true))
                .whenComplete((sent, failure) -> {
                    if (failure != null) {
                        listener.ended(failure.toString());
                    }
                });
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
        text.append(part);
        if (isLast) {
            take(from, text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void take(WebSocket from, String frame) {
        JsonNode json;
        try {
            json = Kind.mapper().readTree(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!request.isGraphQl()) {
            listener.event(Event.ofChannel(json));
            return;
        }
        switch (json.path("type").asText()) {
            case "connection_ack" -> subscribe(from);
            case "next" -> listener.event(Event.ofResult(json.path("payload"), request.field()));
            default -> listener.ended(frame);
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        listener.ended(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        listener.ended(String.valueOf(failure));
    }

    @Override
    public void close() {
        socket.abort();
    }
}
