package io.howdah.push.channel;

import io.howdah.push.ClientSocket;
import io.howdah.push.CloseCode;
import io.vertx.core.Context;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Open connection of an authenticated client.
 *
 * @param connectionKey key shared by its subscriptions
 * @param transport {@code websocket} or {@code sse}
 * @param path path of the opening request, without parameters
 * @param address client address
 * @param context context of the connection's event loop; {@code waitingBytes} and {@code end} run on it
 * @param waitingBytes returns the bytes queued for the client outside of its subscriptions
 * @param end closes the connection if it is still open
 */
public record OpenConnection(
        Object connectionKey,
        String transport,
        String path,
        String address,
        Context context,
        LongSupplier waitingBytes,
        Consumer<CloseCode> end) {

    /** Returns the connection of a single subscription: a channel's WebSocket or an SSE stream. */
    public static OpenConnection of(Transport transport, String path, Context context) {
        return new OpenConnection(
                transport.connectionKey(),
                transport instanceof ClientSocket ? "websocket" : "sse",
                path,
                transport.address(),
                context,
                transport::waitingBytes,
                code -> {
                    if (!transport.isClosed()) {
                        transport.close(code);
                    }
                });
    }

    /** Returns the connection of a socket of another protocol, which may carry several subscriptions. */
    public static OpenConnection of(ClientSocket socket, String path, Consumer<CloseCode> end) {
        return new OpenConnection(
                socket, "websocket", path, socket.address(), socket.context(), socket::waitingBytes, end);
    }
}
