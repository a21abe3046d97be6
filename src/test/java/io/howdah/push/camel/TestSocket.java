package io.howdah.push.camel;

import io.howdah.testing.Http;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** WebSocket client that records what it receives. */
public final class TestSocket implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient CLIENT = Http.client();

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    private TestSocket() {}

    public static TestSocket open(int port, String pathAndQuery, String... headersAndProtocol) throws Exception {
        TestSocket client = new TestSocket();
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
        for (int i = 0; i + 1 < headersAndProtocol.length; i += 2) {
            if (headersAndProtocol[i].equals("protocols")) {
                String[] offered = headersAndProtocol[i + 1].split(",");
                builder.subprotocols(offered[0], java.util.Arrays.copyOfRange(offered, 1, offered.length));
            } else {
                builder.header(headersAndProtocol[i], headersAndProtocol[i + 1]);
            }
        }
        client.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + pathAndQuery), client)
                .get(20, TimeUnit.SECONDS);
        return client;
    }

    public List<String> received() {
        return received;
    }

    /** Completes with the close code when the server closes the socket. */
    public CompletableFuture<Integer> closed() {
        return closed;
    }

    String subProtocol() {
        return socket.getSubprotocol();
    }

    void send(String text) throws Exception {
        socket.sendText(text, true).get(20, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received.add(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
